using System.Text.Json.Nodes;

namespace Publican.Stack;

/// <param name="Folder">Where everything is kept; made when missing.</param>
/// <param name="EndpointPort">0 takes a free one.</param>
/// <param name="Edit">Changes the desired state before its first commit.</param>
/// <param name="Settings">Variables of the reconciler, beside those that the stack gives it.</param>
/// <param name="Lease">The reconciler takes a lease in the stack's PostgreSQL, so that another one may run beside it.</param>
public sealed record StackOptions(
    string Folder, int EndpointPort = 0, int ListenerPort = 0, int StatusPort = 0, int Seed = 1, Func<DesiredStateRepository, Task>? Edit = null, bool Lease = false,
    IReadOnlyDictionary<string, string?>? Settings = null);

/// <summary>
/// The whole of Publican on one machine: PostgreSQL, a LocalCloud region, a Git repository and the reconciler.
/// The beer API is brought up by the reconciler and nobody else.
/// </summary>
public sealed class LocalStack : IAsyncDisposable
{
    public const string Service = "beer-api";

    // Connections go to the load balancer's nodes in turn, and each node obeys a new rule at its own time.
    private const int ConnectionsToCoverAllNodes = 8;

    // A new connection every time.
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    private LocalStack(StackOptions options, PostgresServer postgres, string databaseUrl, LocalCloudProcess cloud, DesiredStateRepository desired, Uri beers, ReconcilerProcess reconciler)
    {
        (Options, Postgres, DatabaseUrl, Cloud, Desired, Beers, Reconciler) = (options, postgres, databaseUrl, cloud, desired, beers, reconciler);
        Hands = new Hands(cloud.Endpoint);
    }

    public StackOptions Options { get; }

    public PostgresServer Postgres { get; }

    public string DatabaseUrl { get; }

    /// <summary>Where reconcilers agree on who leads; null where there is one without a lease.</summary>
    public string? LeaseDatabase { get; private init; }

    /// <summary>URL of the queue that the region's events are written to.</summary>
    public string Events { get; private init; } = "";

    public LocalCloudProcess Cloud { get; }

    public DesiredStateRepository Desired { get; }

    /// <summary>Origin of the load balancer.</summary>
    public Uri Beers { get; }

    public ReconcilerProcess Reconciler { get; }

    public Hands Hands { get; }

    public static async Task<LocalStack> StartAsync(StackOptions options)
    {
        var folder = Directory.CreateDirectory(options.Folder).FullName;
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            ImageStore.Write(folder);
            var starting = PostgresServer.StartNewAsync();
            var cloud = await LocalCloudProcess.StartAsync(folder, options.EndpointPort, options.Seed);
            parts.Push(cloud);
            var postgres = await starting;
            parts.Push(postgres);
            var database = await postgres.CreateDatabaseAsync("beers");
            Uri beers;
            using (var hands = new Hands(cloud.Endpoint))
                beers = await hands.BootstrapAsync(options.ListenerPort == 0 ? FreePort.Next() : options.ListenerPort, database);
            var events = await EventRoute.MakeAsync(cloud.Endpoint, DesiredStateRepository.Environment, Hands.ClusterArn);
            var desired = await DesiredStateRepository.SeedAsync(folder, options.Edit);
            var lease = options.Lease ? await postgres.CreateDatabaseAsync("publican") : null;
            var reconciler = await ReconcilerProcess.StartAsync(
                folder, cloud.Endpoint, desired.Bare, DesiredStateRepository.Environment, options.StatusPort == 0 ? FreePort.Next() : options.StatusPort, lease,
                settings: With(options.Settings, events));
            return new LocalStack(options with { Folder = folder }, postgres, database, cloud, desired, beers, reconciler) { LeaseDatabase = lease, Events = events };
        }
        catch
        {
            while (parts.TryPop(out var part))
                await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until the beer API answers through every node of the load balancer.</summary>
    public Task WaitForBeersAsync(TimeSpan within, CancellationToken cancel = default) =>
        Wait.UntilAsync("the beer API answers through the load balancer", AnswersEverywhereAsync, within, Describe, cancel);

    /// <summary>What GET / says on a new connection; null when it does not answer 200.</summary>
    public async Task<string?> VersionAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(Beers);
            return answer.IsSuccessStatusCode ? (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["version"] : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // Not up yet; callers wait for the fact.
            return null;
        }
    }

    /// <summary>Another reconciler on the same environment, with the same lease.</summary>
    public Task<ReconcilerProcess> StartSecondAsync(string accessKey) => ReconcilerProcess.StartAsync(
        Options.Folder, Cloud.Endpoint, Desired.Bare, DesiredStateRepository.Environment, FreePort.Next(), LeaseDatabase, accessKey, With(null, Events));

    public Task<JsonNode?> StatusAsync() => Reconciler.ServiceAsync(Service);

    /// <summary>Until the status of the beer API satisfies a fact.</summary>
    public async Task<JsonNode> StatusWhenAsync(string what, Func<JsonNode, bool> fact, TimeSpan within, CancellationToken cancel = default)
    {
        JsonNode? status = null;
        await Wait.UntilAsync(what, async () => (status = await StatusAsync()) is { } known && fact(known), within, () => $"{Brief(status)}\n{Describe()}", cancel);
        return status!;
    }

    /// <summary>Target group of the colour that is not stable now.</summary>
    public async Task<string> CandidateGroupAsync()
    {
        var stable = (string?)(await StatusAsync())!["stable"]!["colour"];
        var rule = await Hands.ProductionRuleAsync();
        return rule.Actions[0].ForwardConfig.TargetGroups
            .Select(group => group.TargetGroupArn)
            .Single(arn => !arn.Contains($"-{stable}-", StringComparison.Ordinal));
    }

    public string Describe() => $"reconciler:\n{Tail(Reconciler.Output)}\nLocalCloud:\n{Tail(Cloud.Output)}";

    public async ValueTask DisposeAsync()
    {
        Hands.Dispose();
        _http.Dispose();
        await Reconciler.DisposeAsync();
        await Cloud.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?>? settings, string events) =>
        new(settings ?? new Dictionary<string, string?>()) { ["PUBLICAN_EVENTS"] = events };

    private async Task<bool> AnswersEverywhereAsync()
    {
        for (var connection = 0; connection < ConnectionsToCoverAllNodes; connection++)
        {
            if (await VersionAsync() is null)
                return false;
        }

        return true;
    }

    private static string Brief(JsonNode? status)
    {
        if (status?.DeepClone() is not JsonObject brief)
            return "the status API does not answer";
        brief["events"] = new JsonArray([.. brief["events"]!.AsArray().Take(5).Select(entry => entry!.DeepClone())]);
        return brief.ToString();
    }

    private static string Tail(string output) => string.Join('\n', output.Split('\n').TakeLast(30));
}
