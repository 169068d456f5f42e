using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using LocalCloud;
using LocalCloud.InMemory;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>
/// Many services on one machine: LocalCloud in this process with tasks in memory, with AWS's rates or without, fifty services to a load balancer, and the
/// reconciler as a process of its own, whose processor time and memory are measured.
/// </summary>
internal sealed class Estate : IAsyncDisposable
{
    private const int ToABalancer = 50, ListenerPort = 8080;

    private readonly WebApplication _region;
    private readonly Hands _hands;
    private readonly HttpClient _http;
    private readonly string _folder;
    private readonly int _services;
    private readonly bool _keepsRates;
    private ReconcilerProcess? _reconciler;
    private TimeSpan _asking;

    private Estate(WebApplication region, string folder, int services, bool keepsRates)
    {
        (_region, _folder, _services, _keepsRates) = (region, folder, services, keepsRates);
        Endpoint = new Uri(region.Urls.First());
        _hands = new Hands(Endpoint);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Endpoint, Timeout = TimeSpan.FromMinutes(1) };
    }

    public Uri Endpoint { get; }

    public Hands Hands => _hands;

    public int Balancers => (_services + ToABalancer - 1) / ToABalancer;

    public ReconcilerProcess Reconciler => _reconciler ?? throw new InvalidOperationException("the reconciler was not started");

    private string Files => Path.Combine(_folder, "desired");

    /// <param name="keepsRates">The region refuses what comes faster than AWS takes it, and the reconciler waits for its turns.</param>
    public static async Task<Estate> OpenAsync(int services, bool keepsRates = false)
    {
        var folder = Directory.CreateTempSubdirectory("publican-estate-").FullName;
        var tasks = new InMemoryTasks(_ => new InMemoryImage(), TimeProvider.System);
        var region = RegionHost.Build(new RegionOptions { Port = 0, Images = folder, Data = folder, Throttle = keepsRates }, services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            tasks.Use(services);
        });
        await region.StartAsync();
        var estate = new Estate(region, folder, services, keepsRates);
        await estate.BootstrapAsync();
        return estate;
    }

    /// <param name="sweep">How often all of it is looked at.</param>
    public async Task StartAsync(string sweep)
    {
        Directory.CreateDirectory(Files);
        await File.WriteAllTextAsync(Path.Combine(Files, "environment.yaml"), $$"""
            apiVersion: publican.dev/v1
            kind: Environment
            metadata: {name: local}
            spec: {region: eu-west-1, outputs: /publican/local/, sweep: {{sweep}} }
            """);
        _reconciler = await ReconcilerProcess.StartAsync(_folder, Endpoint, "", "", FreePort.Next(), settings: new Dictionary<string, string?>
        {
            ["PUBLICAN_SOURCE"] = $"dir:{Files}", ["PUBLICAN_RATES"] = _keepsRates ? "aws" : "none", ["DOTNET_gcServer"] = "0", ["Logging__LogLevel__Default"] = "Warning",
        });
    }

    /// <summary>All services with this version, a file for each load balancer: one commit.</summary>
    public Task CommitAsync(int version) => WriteAsync(Files, version);

    /// <summary>Writes the same where nobody looks yet.</summary>
    public async Task<string> DraftAsync(int version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"version-{version}")).FullName;
        File.Copy(Path.Combine(Files, "environment.yaml"), Path.Combine(folder, "environment.yaml"));
        await WriteAsync(folder, version);
        return folder;
    }

    private async Task WriteAsync(string folder, int version)
    {
        // A folder is read whole: what is written next to it and moved in is there at once.
        var drafts = Directory.CreateDirectory(Path.Combine(_folder, "drafts")).FullName;
        foreach (var some in Enumerable.Range(0, _services).Chunk(ToABalancer))
            await File.WriteAllTextAsync(Path.Combine(drafts, $"services-{some[0]}.yaml"), string.Join("---\n", some.Select(number => Service(number, version))));
        foreach (var draft in Directory.EnumerateFiles(drafts).ToList())
            File.Move(draft, Path.Combine(folder, Path.GetFileName(draft)), overwrite: true);
    }

    /// <summary>Services that are at rest with this version of theirs.</summary>
    /// <remarks>Of many services the status is megabytes, and asking costs what is to be measured: at most a twentieth of the time is spent on it.</remarks>
    public async Task<int> ReleasedAsync(int version)
    {
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(1, _asking.TotalSeconds * 20)));
        var asked = System.Diagnostics.Stopwatch.GetTimestamp();
        var status = await Reconciler.EnvironmentAsync();
        _asking = System.Diagnostics.Stopwatch.GetElapsedTime(asked);
        if (status?["errors"]!.AsArray() is { Count: > 0 } errors)
            throw new InvalidOperationException($"the reconciler refuses what was committed: {errors.ToJsonString()}");
        return status?["services"]!.AsArray().Count(service =>
            (string?)service!["outcome"] == "Released" && (string?)service["phase"] == "Steady" && ((string?)service["stable"]?["image"])?.EndsWith($":{version}", StringComparison.Ordinal) == true) ?? 0;
    }

    public async Task<List<JsonNode>> CallsAsync(long after = 0) =>
    [
        .. (await _http.GetFromJsonAsync<JsonNode>($"/_local/calls?after={after}"))!["calls"]!.AsArray()
            .Select(call => call!).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey),
    ];

    public double MostMegabytes => Kilobytes("VmHWM:") / 1024;

    // utime and stime, in hundredths of a second.
    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{Reconciler.Id}/stat").Split(") ")[^1].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
        }
    }

    public static string Machine =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}";

    public async ValueTask DisposeAsync()
    {
        if (_reconciler is not null)
            await _reconciler.DisposeAsync();
        _http.Dispose();
        _hands.Dispose();
        await _region.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private double Kilobytes(string line) => double.Parse(
        File.ReadLines($"/proc/{Reconciler.Id}/status").First(text => text.StartsWith(line, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private async Task BootstrapAsync()
    {
        await _hands.BootstrapAsync(ListenerPort, "none");
        for (var number = 0; number < Balancers; number++)
        {
            var balancer = (await _hands.LoadBalancing.CreateLoadBalancerAsync(new CreateLoadBalancerRequest { Name = $"estate-{number}", Subnets = ["subnet-a", "subnet-b"] })).LoadBalancers[0];
            var listener = (await _hands.LoadBalancing.CreateListenerAsync(new CreateListenerRequest
            {
                LoadBalancerArn = balancer.LoadBalancerArn,
                Protocol = ProtocolEnum.HTTP,
                Port = ListenerPort,
                DefaultActions = [new Amazon.ElasticLoadBalancingV2.Model.Action { Type = ActionTypeEnum.FixedResponse, FixedResponseConfig = new FixedResponseActionConfig { StatusCode = "404" } }],
            })).Listeners[0];
            await _hands.Parameters.PutParameterAsync(new PutParameterRequest
            {
                Name = $"/publican/local/listeners/{Listener(number)}", Value = listener.ListenerArn, Type = ParameterType.String, Overwrite = true,
            });
        }
    }

    private static string Listener(int balancer) => $"estate-{balancer}";

    private static string Service(int number, int version) => $$"""
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: app-{{number}} }
        spec:
          image: "app:{{version}}"
          port: 8080
          health: {path: /health, interval: 2s, timeout: 1s, healthyAfter: 2, unhealthyAfter: 3, grace: 30s}
          route: {listener: {{Listener(number / ToABalancer)}}, path: "/app-{{number}}/*", priority: {{(number % ToABalancer) + 1}} }
          rollout: {bake: 0s, keepOld: 0s, timeout: 10m}
          deregistrationDelay: 0s

        """;
}
