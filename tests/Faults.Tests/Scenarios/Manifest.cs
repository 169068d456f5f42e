using System.Text;
using Publican.Desired;
using Publican.Sources;

namespace Publican.Faults.Scenarios;

/// <summary>What is committed, as YAML: one environment and one service.</summary>
internal sealed record Manifest(string Image)
{
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

    public DesiredState Read(Uri endpoint) => DesiredReader.Read(
        new SourceRevision(Image, [File("environment.yaml", Environment), File("web.yaml", Service)], HistoryRewritten: false), endpoint) switch
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
        """;

    private static SourceFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
