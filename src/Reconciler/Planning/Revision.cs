using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// The name of what would run: a hash over everything that makes ECS replace tasks, with outputs and versions resolved
/// (contract, section 8). Replicas, rollout policy and route conditions stay out: they apply live.
/// A golden-file test keeps it stable: a changed hash would redeploy every service of every user.
/// </summary>
public static class Revision
{
    public static string Of(ServiceSpec spec, EnvironmentOutputs outputs, ImmutableSortedDictionary<string, SecretReference> secrets) =>
        RevisionHash.Of(Content(spec, outputs, secrets));

    /// <summary>The same with the digest that the image's tag led to: another prefix, not another meaning.</summary>
    public static string WithDigest(ServiceSpec spec, EnvironmentOutputs outputs, ImmutableSortedDictionary<string, SecretReference> secrets, string digest)
    {
        var content = Content(spec, outputs, secrets);
        content["imageDigest"] = digest;
        return RevisionHash.Of(content, RevisionHash.PinnedPrefix);
    }

    public static JsonObject Content(
        ServiceSpec spec, EnvironmentOutputs outputs, ImmutableSortedDictionary<string, SecretReference> secrets) => new()
        {
            ["image"] = spec.Image,
            // Present only where the spec names one; WithDigest adds the one that a tag led to.
            ["imageDigest"] = spec.Image.Split('@') is [_, var digest] ? digest : null,
            ["port"] = spec.Port,
            ["protocol"] = spec.Protocol == Protocol.Grpc ? "grpc" : null,
            ["cpu"] = spec.Cpu,
            ["memory"] = spec.Memory,
            ["architecture"] = spec.Architecture,
            ["env"] = Map(spec.Env, value => JsonValue.Create(value)),
            ["secrets"] = Map(secrets, secret => new JsonObject { ["name"] = secret.Name, ["version"] = secret.VersionId is { } id ? JsonValue.Create(id) : JsonValue.Create(secret.Version) }),
            ["executionRole"] = outputs.ExecutionRole,
            ["taskRole"] = outputs.TaskRole,
            ["logGroup"] = outputs.LogGroup,
            ["subnets"] = List(outputs.Subnets.Order(StringComparer.Ordinal)),
            ["securityGroups"] = List(outputs.SecurityGroups.Order(StringComparer.Ordinal)),
            ["health"] = spec.Health is { } health
                ? new JsonObject
                {
                    ["path"] = health.Path,
                    ["intervalMs"] = (long)health.Interval.TotalMilliseconds,
                    ["timeoutMs"] = (long)health.Timeout.TotalMilliseconds,
                    ["healthyAfter"] = health.HealthyAfter,
                    ["unhealthyAfter"] = health.UnhealthyAfter,
                    ["graceMs"] = (long)health.Grace.TotalMilliseconds,
                    ["codes"] = health.Codes,
                }
                : null,
            ["deregistrationDelayMs"] = spec.Health is null ? null : (long)spec.DeregistrationDelay.TotalMilliseconds,
            // Whole, also what starts no deployment by itself (C3 of the reference): tasks that run keep what they were started with.
            ["taskDefinition"] = spec.TaskDefinition?.Content,
            ["ecsService"] = spec.EcsService?.Content,
            ["container"] = spec.Container,
            // A corrected migration must be a new revision, or its quarantine could never end.
            ["before"] = spec.Before is { } before ? List(before.Command) : null,
        };

    private static JsonObject Map<T>(ImmutableSortedDictionary<string, T> values, Func<T, JsonNode?> node) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, node(pair.Value))));

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
