using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using LocalCloud.Elb;
using LocalCloud.Protocols;
using LocalCloud.Tests.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LocalCloud.Tests.Traffic;

/// <summary>A region in this process, spoken to over HTTP as any client would.</summary>
internal sealed class LocalRegion : IAsyncDisposable
{
    /// <summary>LocalCloud takes any credentials, but wants to see some.</summary>
    public const string Signature = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=00";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private LocalRegion(WebApplication app, DirectoryInfo folder) => (_app, _folder) = (app, folder);

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Endpoint => _app.Urls.First();

    public ITargetRegistry Targets => _app.Services.GetRequiredService<ITargetRegistry>();

    public static async Task<LocalRegion> StartAsync(TimeSpan weightDelay = default, int timeScale = 1, int port = 0, IPAddress? publish = null)
    {
        var folder = Directory.CreateTempSubdirectory("localcloud-");
        var app = RegionHost.Build(new RegionOptions
        {
            Port = port, Publish = publish, Images = folder.FullName, Data = folder.FullName, WeightDelay = weightDelay, Throttle = false,
            TimeScale = new TimeScale(timeScale),
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LocalRegion(app, folder);
    }

    /// <summary>One ELBv2 call; what it answers inside its Result, without namespace.</summary>
    /// <exception cref="AwsException">The error it answered.</exception>
    public Task<XElement> ElbAsync(string action, params (string Name, object Value)[] parameters) => QueryAsync("2015-12-01", action, parameters);

    public async Task<XElement> QueryAsync(string version, string action, params (string Name, object Value)[] parameters)
    {
        var form = parameters
            .Select(pair => KeyValuePair.Create(pair.Name, Convert.ToString(pair.Value, CultureInfo.InvariantCulture)!))
            .Concat([KeyValuePair.Create("Action", action), KeyValuePair.Create("Version", version)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.TryAddWithoutValidation("Authorization", Signature);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        AnswerCheck.Query(version, action, answer, isError: !response.IsSuccessStatusCode);
        foreach (var element in answer.DescendantsAndSelf()) element.Name = element.Name.LocalName;
        return response.StatusCode == HttpStatusCode.OK
            ? answer.Element($"{action}Result")!
            : throw new AwsException(answer.Element("Error")!.Element("Code")!.Value, answer.Element("Error")!.Element("Message")!.Value, (int)response.StatusCode);
    }

    /// <summary>The code ELBv2 refuses the call with.</summary>
    public async Task<string> ElbErrorAsync(string action, params (string Name, object Value)[] parameters) =>
        (await Assert.ThrowsAsync<AwsException>(() => ElbAsync(action, parameters))).Code;

    public async Task<string> LoadBalancerAsync(string name = "public") => (await ElbAsync("CreateLoadBalancer",
        ("Name", name), ("Subnets.member.1", "subnet-a"), ("Subnets.member.2", "subnet-b"))).Descendants("LoadBalancerArn").Single().Value;

    /// <summary>A group whose targets are checked every 50 ms at /health.</summary>
    public async Task<string> TargetGroupAsync(string name)
    {
        var arn = (await ElbAsync("CreateTargetGroup", ("Name", name), ("Protocol", "HTTP"), ("Port", 8080), ("VpcId", "vpc-1"), ("TargetType", "ip"),
            ("HealthCheckPath", "/health"), ("HealthyThresholdCount", 2), ("UnhealthyThresholdCount", 2))).Descendants("TargetGroupArn").Single().Value;
        await ElbAsync("ModifyTargetGroupAttributes", ("TargetGroupArn", arn),
            ("Attributes.member.1.Key", "local.health_check_interval_ms"), ("Attributes.member.1.Value", 50),
            ("Attributes.member.2.Key", "local.health_check_timeout_ms"), ("Attributes.member.2.Value", 50));
        return arn;
    }

    /// <summary>A listener on port 8080 that answers 404 by default.</summary>
    public async Task<string> ListenerAsync(string loadBalancer, int port = 8080) => (await ElbAsync("CreateListener",
        ("LoadBalancerArn", loadBalancer), ("Protocol", "HTTP"), ("Port", port), ("DefaultActions.member.1.Type", "fixed-response"),
        ("DefaultActions.member.1.FixedResponseConfig.StatusCode", 404))).Descendants("ListenerArn").Single().Value;

    public async Task<string> RuleAsync(string listener, int priority, (string Name, object Value)[] conditions, params (string Group, int Weight)[] groups) =>
        (await ElbAsync("CreateRule", [("ListenerArn", listener), ("Priority", priority), .. conditions, .. Forward(groups)]))
        .Descendants("RuleArn").Single().Value;

    public Task WeighAsync(string rule, params (string Group, int Weight)[] groups) => ElbAsync("ModifyRule", [("RuleArn", rule), .. Forward(groups)]);

    public Task RegisterAsync(string group, TestTarget target) => ElbAsync("RegisterTargets",
        ("TargetGroupArn", group), ("Targets.member.1.Id", target.Address), ("Targets.member.1.Port", target.Port));

    public Task DeregisterAsync(string group, TestTarget target) => ElbAsync("DeregisterTargets",
        ("TargetGroupArn", group), ("Targets.member.1.Id", target.Address), ("Targets.member.1.Port", target.Port));

    public async Task<(string State, string? Reason, string? Description)> HealthAsync(string group, TestTarget target)
    {
        var health = (await ElbAsync("DescribeTargetHealth", ("TargetGroupArn", group), ("Targets.member.1.Id", target.Address),
            ("Targets.member.1.Port", target.Port))).Descendants("TargetHealth").Single();
        return (health.Element("State")!.Value, health.Element("Reason")?.Value, health.Element("Description")?.Value);
    }

    public Task UntilAsync(string group, TestTarget target, string state) =>
        Eventually.TrueAsync(async () => (await HealthAsync(group, target)).State == state, $"{target.Port} is {state}");

    public async Task<string> DnsNameAsync(string loadBalancer) =>
        (await ElbAsync("DescribeLoadBalancers", ("LoadBalancerArns.member.1", loadBalancer))).Descendants("DNSName").Single().Value;

    /// <param name="query">For example <c>_local/traffic</c>.</param>
    public async Task<JsonElement> LocalPageAsync(string query) =>
        await Http.GetFromJsonAsync<JsonElement>($"{Endpoint}/{query}", Web, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static IEnumerable<(string, object)> Forward((string Group, int Weight)[] groups) =>
        groups.SelectMany((group, index) => new (string, object)[]
        {
            ($"Actions.member.1.ForwardConfig.TargetGroups.member.{index + 1}.TargetGroupArn", group.Group),
            ($"Actions.member.1.ForwardConfig.TargetGroups.member.{index + 1}.Weight", group.Weight),
        }).Prepend(("Actions.member.1.Type", "forward"));
}
