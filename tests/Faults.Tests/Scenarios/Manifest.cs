using System.Collections.Immutable;
using System.Text;
using Publican.Desired;
using Publican.Sources;

namespace Publican.Faults.Scenarios;

/// <summary>What is committed, as YAML: one environment, one service, and what stands beside it.</summary>
internal sealed record Manifest(string Image)
{
    /// <summary>The usual steps, and the same with a candidate that is no larger than it must be.</summary>
    public const string Canary = "{weight: 10, hold: 1s}, {weight: 50, hold: 1s}",
        Growing = "{weight: 10, hold: 1s, capacity: 50%}, {weight: 50, hold: 1s, capacity: 50%}";

    public int Replicas { get; init; } = 2;

    /// <summary>min and max, and schedules where there are any; in place of a fixed number of tasks. The processor share to keep is never reached here: people move the counts.</summary>
    public string? Scaling { get; init; }

    /// <summary>One window, as YAML, and when it lasts in this region.</summary>
    public (string Window, DateTimeOffset From, DateTimeOffset To)? Freeze { get; init; }

    /// <summary>weight and hold; none is blue/green.</summary>
    public string Steps { get; init; } = "";

    public string Bake { get; init; } = "1s";

    public string KeepOld { get; init; } = "2s";

    public string Timeout { get; init; } = "20s";

    public bool HasJob { get; init; }

    /// <summary>A one-off task decides before the first weight.</summary>
    public bool HasCheckTask { get; init; }

    /// <summary>Another key of the environment.</summary>
    public string OfEnvironment { get; init; } = "";

    /// <summary>Another key of the service.</summary>
    public string More { get; init; } = "";

    /// <summary>Whole documents of other workloads. No oracle but those for all looks at them: how they end is the scenario's business.</summary>
    public ImmutableArray<string> Beside { get; init; } = [];

    public DesiredState Read(Uri endpoint) => DesiredReader.Read(
        new SourceRevision(Image, [File("environment.yaml", $"{Environment}\n  {OfEnvironment}"), File("web.yaml", Service), .. Beside.Select((document, index) => File($"beside-{index}.yaml", document))], HistoryRewritten: false), endpoint) switch
    {
        { State: { } state } => state,
        var refused => throw new InvalidOperationException(string.Join("; ", refused.Errors.Select(error => $"{error.Key}: {error.Message}"))),
    };

    // An old read may be 4 s old; the pace of a rollout follows from it: two looks a second.
    private const string Environment =
        """
        apiVersion: publican.dev/v1
        kind: Environment
        metadata: {name: local}
        spec:
          region: eu-west-1
          outputs: /publican/local/
          endpoint: http://127.0.0.1:1
          sweep: 10s
          timing: {readLag: 4s, settle: 1s}
        """;

    private string Service =>
        $$$"""
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: web}
        spec:
          image: {{{Image}}}
          {{{(Scaling is null ? $"replicas: {Replicas}" : $"scaling: {{{Scaling}, target: {{cpu: 60}}}}")}}}
          port: 8080
          cpu: 256
          memory: 512
          secrets: {TOKEN: "ssm:/publican/local/beer-api/database-url"}
          health: {path: /health, interval: 500ms, timeout: 400ms, healthyAfter: 2, unhealthyAfter: 2, grace: 5s}
          route: {listener: public, path: "/*", priority: 100}
          {{{(Freeze is { } freeze ? $"freezes: [{freeze.Window}]" : "")}}}
          {{{(HasJob ? "before: {command: [migrate], timeout: 10s}" : "")}}}
          rollout:
            strategy: canary
            {{{(Steps == "" ? "" : $"steps: [{Steps}]")}}}
            checks: [{http: {path: /ready, every: 500ms, failures: 2}}{{{(HasCheckTask ? ", {task: {command: [smoke], timeout: 10s}}" : "")}}}]
            bake: {{{Bake}}}
            keepOld: {{{KeepOld}}}
            timeout: {{{Timeout}}}
          deregistrationDelay: 1s
          {{{More}}}
        """;

    private static SourceFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
