using Publican.Desired;
using Publican.Tests.Desired;
using YamlDotNet.RepresentationModel;

namespace Publican.Tests.Rollouts;

/// <summary>The desired state of a case: the service of <see cref="Sample"/> as a team would write it, with what the case says laid over it.</summary>
internal static class CaseSpec
{
    private const string Environment = """
        apiVersion: publican.dev/v1
        kind: Environment
        metadata: {name: local}
        spec: {region: eu-west-1, outputs: /publican/local/, endpoint: "http://127.0.0.1:4566", sweep: 2s, timing: {readLag: 2s, settle: 2s}}
        """;

    private const string Service = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: beer-api}
        spec:
          image: beer-api:1.1.0
          replicas: 2
          port: 8080
          health: {path: /health, interval: 500ms, timeout: 400ms, healthyAfter: 2, unhealthyAfter: 3, grace: 10s}
          route: {listener: public, path: "/*", priority: 100}
          before: {command: [migrate], timeout: 30s}
          deregistrationDelay: 2s
          rollout:
            steps: [{weight: 10, hold: 4s}, {weight: 50, hold: 4s}]
            checks: [{http: {path: /health/ready, every: 500ms, failures: 1}}]
            bake: 3s
            keepOld: 20s
            timeout: 60s
        """;

    private const string Worker = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: beer-api}
        spec:
          image: beer-api:1.1.0
          replicas: 2
          before: {command: [migrate], timeout: 30s}
          rollout: {strategy: rolling, checks: [{alarm: queue}], bake: 3s, timeout: 60s}
        """;

    public static (ServiceSpec Service, EnvironmentSpec Environment) Read(YamlNode? spec, YamlNode? environment, bool rolling)
    {
        var text = $"{With(Environment, environment)}---\n{With(rolling ? Worker : Service, spec)}";
        var result = Revisions.Read(text);
        return result.IsValid
            ? (result.State!.Services[0], result.State.Environment)
            : throw new InvalidOperationException($"{string.Join("\n", result.Errors.Select(error => $"{error.Key}: {error.Message}"))}\n{text}");
    }

    private static string With(string document, YamlNode? spec)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(document));
        if (spec is not null)
            Lay(spec, (YamlMappingNode)yaml.Documents[0].RootNode["spec"]);
        using var text = new StringWriter();
        yaml.Save(text, assignAnchors: false);
        return text.ToString().Replace("...", "", StringComparison.Ordinal);
    }

    /// <summary>Mappings are merged, everything else is replaced; <c>none</c> takes a key away.</summary>
    private static void Lay(YamlNode over, YamlMappingNode under)
    {
        foreach (var (key, value) in ((YamlMappingNode)over).Children)
        {
            if (value is YamlScalarNode { Value: "none" })
                under.Children.Remove(key);
            else if (value is YamlMappingNode && under.Children.TryGetValue(key, out var old) && old is YamlMappingNode mapping)
                Lay(value, mapping);
            else
                under.Children[key] = value;
        }
    }
}
