using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LocalCloud.Tests.Conformance;

/// <summary>
/// The same calls to any endpoint that speaks AWS, and what it answered: every leaf of every answer by its path, with what differs from
/// run to run (ids, times, account) made equal.
/// </summary>
internal sealed partial class ControlPlaneStory(Uri endpoint) : IDisposable
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113", Ssm = "AmazonSSM", Elb = "2015-12-01";
    private readonly HttpClient _http = new() { BaseAddress = endpoint };
    private readonly SortedDictionary<string, string> _leaves = new(StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, string>> TellAsync(CancellationToken cancel)
    {
        await JsonAsync(Ecs, "CreateCluster", new { clusterName = "c", tags = new[] { new { key = "k", value = "v" } } }, cancel);
        await JsonAsync(Ecs, "RegisterTaskDefinition", new
        {
            family = "web", networkMode = "awsvpc", cpu = "256", memory = "512", requiresCompatibilities = new[] { "FARGATE" },
            containerDefinitions = new[] { new { name = "main", image = "web:1", essential = true, portMappings = new[] { new { containerPort = 80 } }, environment = new[] { new { name = "A", value = "b" } } } },
        }, cancel);
        await JsonAsync(Ecs, "DescribeTaskDefinition", new { taskDefinition = "web" }, cancel);
        await JsonAsync(Ecs, "ListTaskDefinitions", new { familyPrefix = "web" }, cancel);
        var subnet = await NetworkAsync("DescribeSubnets", "subnetId", "subnet-1", cancel);
        var security = await NetworkAsync("DescribeSecurityGroups", "groupId", "sg-1", cancel);
        await JsonAsync(Ecs, "CreateService", new
        {
            cluster = "c", serviceName = "web", taskDefinition = "web", desiredCount = 0, launchType = "FARGATE",
            networkConfiguration = new { awsvpcConfiguration = new { subnets = new[] { subnet }, securityGroups = new[] { security } } },
        }, cancel);
        await Support.Fact.ComesTrueAsync(() => RolloutAsync(cancel), rollout => rollout == "COMPLETED");
        await JsonAsync(Ecs, "DescribeServices", new { cluster = "c", services = new[] { "web", "none" } }, cancel);
        await JsonAsync(Ecs, "UpdateService", new { cluster = "c", service = "none", desiredCount = 1 }, cancel);
        await JsonAsync(Ecs, "DescribeServices", new { cluster = "none", services = new[] { "web" } }, cancel);
        await JsonAsync(Ecs, "ListServices", new { cluster = "c" }, cancel);
        await JsonAsync(Ecs, "DescribeClusters", new { clusters = new[] { "c", "none" } }, cancel);
        await JsonAsync(Ssm, "PutParameter", new { Name = "/a/b", Value = "x", Type = "String" }, cancel);
        await JsonAsync(Ssm, "PutParameter", new { Name = "/a/b", Value = "y", Type = "String" }, cancel, "again");
        await JsonAsync(Ssm, "GetParameter", new { Name = "/a/b" }, cancel);
        await JsonAsync(Ssm, "GetParameter", new { Name = "/none" }, cancel, "none");
        await JsonAsync(Ssm, "GetParameters", new { Names = new[] { "/a/b", "/none" } }, cancel);
        await JsonAsync(Ssm, "GetParametersByPath", new { Path = "/a" }, cancel);
        await QueryAsync("2011-06-15", "sts", "GetCallerIdentity", null, cancel);
        var group = await QueryAsync(Elb, "elasticloadbalancing", "CreateTargetGroup", "TargetGroupArn", cancel, ("Name", "blue"), ("Protocol", "HTTP"), ("Port", "80"), ("VpcId", await NetworkAsync("DescribeVpcs", "vpcId", "vpc-1", cancel)), ("TargetType", "ip"));
        await QueryAsync(Elb, "elasticloadbalancing", "DescribeTargetGroups", null, cancel, ("TargetGroupArns.member.1", group));
        await QueryAsync(Elb, "elasticloadbalancing", "DescribeTargetGroupAttributes", null, cancel, ("TargetGroupArn", group));
        await QueryAsync(Elb, "elasticloadbalancing", "DescribeTargetGroups", null, cancel, ("Names.member.1", "none"));
        await QueryAsync(Elb, "elasticloadbalancing", "DescribeTags", null, cancel, ("ResourceArns.member.1", group));
        return _leaves;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>moto wants a network that it knows; LocalCloud has no EC2 and keeps whatever it is told.</summary>
    private async Task<string> NetworkAsync(string action, string wanted, string otherwise, CancellationToken cancel)
    {
        using var answer = await SendAsync(Form("2016-11-15", action), "ec2", null, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? XElement.Parse(text).Descendants().First(element => element.Name.LocalName == wanted).Value : otherwise;
    }

    private async Task<string?> RolloutAsync(CancellationToken cancel)
    {
        using var content = new StringContent("""{"cluster":"c","services":["web"]}""", Encoding.UTF8, "application/x-amz-json-1.1");
        using var answer = await SendAsync(content, "ecs", $"{Ecs}.DescribeServices", cancel);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!["services"]![0]!["deployments"]![0]!["rolloutState"];
    }

    private async Task JsonAsync(string service, string action, object input, CancellationToken cancel, string? again = null)
    {
        using var content = new StringContent(JsonSerializer.Serialize(input), Encoding.UTF8, "application/x-amz-json-1.1");
        using var answer = await SendAsync(content, service == Ecs ? "ecs" : "ssm", $"{service}.{action}", cancel);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel));
        Leaves($"{(again is null ? action : $"{action} ({again})")}", answer.IsSuccessStatusCode ? body : new JsonObject { ["error"] = Code((string)body!["__type"]!) });
    }

    private async Task<string> QueryAsync(string version, string service, string action, string? wanted, CancellationToken cancel, params (string Name, string Value)[] parameters)
    {
        using var answer = await SendAsync(Form(version, action, parameters), service, null, cancel);
        var body = XElement.Parse(await answer.Content.ReadAsStringAsync(cancel));
        var at = parameters.Any(parameter => parameter.Value == "none") ? $"{action} (none)" : action;
        if (!answer.IsSuccessStatusCode)
        {
            Leaves(at, new JsonObject { ["error"] = body.Descendants().First(element => element.Name.LocalName == "Code").Value });
            return "";
        }

        Leaves(at, Tree(body.Elements().First(element => element.Name.LocalName == $"{action}Result")));
        return wanted is null ? "" : body.Descendants().First(element => element.Name.LocalName == wanted).Value;
    }

    private static FormUrlEncodedContent Form(string version, string action, params (string Name, string Value)[] parameters) =>
        new([KeyValuePair.Create("Action", action), KeyValuePair.Create("Version", version), .. parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))]);

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string service, string? target, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        if (target is not null) request.Headers.Add("X-Amz-Target", target);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", $"Credential=test/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=00");
        return await _http.SendAsync(request, cancel);
    }

    private static JsonNode? Tree(XElement element)
    {
        if (!element.HasElements) return element.Value;
        return element.Elements().All(child => child.Name.LocalName == "member")
            ? new JsonArray([.. element.Elements().Select(Tree)])
            : new JsonObject(element.Elements().Select(child => KeyValuePair.Create(child.Name.LocalName, Tree(child))));
    }

    private void Leaves(string at, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } structure:
                foreach (var (name, value) in structure) Leaves($"{at}.{name}", value);
                break;

            // Attributes and tags come in any order: their key says which is which.
            case JsonArray { Count: > 0 } list:
                for (var index = 0; index < list.Count; index++)
                    Leaves(list[index] is JsonObject item && item["Key"] is { } key ? $"{at}[{key}]" : $"{at}[{index}]", list[index]);
                break;
            default:
                _leaves[at] = Plain(node?.ToJsonString().Trim('"') ?? "null");
                break;
        }
    }

    /// <summary>The code without the namespace that some services put before it.</summary>
    private static string Code(string type) => type[(type.LastIndexOf('#') + 1)..];

    private static string Plain(string value)
    {
        var plain = Account().Replace(value, ":ACCOUNT");
        plain = Time().Replace(plain, "TIME");
        return Id().Replace(plain, "ID");
    }

    [GeneratedRegex(":?(000000000000|123456789012)")]
    private static partial Regex Account();

    [GeneratedRegex(@"^(1\d{9}(\.\d+)?|20\d\d-\d\d-\d\dT[\d:.+Z-]+)$")]
    private static partial Regex Time();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=ecs-svc/)\d+|(?<=/)[0-9a-f]{16,}|(vpc|subnet|sg)-[0-9a-f]+")]
    private static partial Regex Id();
}
