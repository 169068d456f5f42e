using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Publican.Desired;
using Publican.Desired.Native;

namespace Publican.Planning;

/// <summary>
/// What the ECS service of a target has when it was written by Publican, member by member as JSON: what the create call and the update say, and what
/// an update takes away by name. What is not here is ECS's, and is compared with nothing. Service Connect, registries, volumes and Lattice are left out: ECS shows
/// them in other words than it takes them.
/// </summary>
public static class WantedSettings
{
    public static ImmutableSortedDictionary<string, string> Of(Target target)
    {
        var wanted = new JsonObject
        {
            ["deploymentConfiguration"] = Deployment(target),
            ["enableECSManagedTags"] = false,
            ["enableExecuteCommand"] = false,
            ["propagateTags"] = "NONE",
            ["placementConstraints"] = new JsonArray(),
            ["placementStrategy"] = new JsonArray(),
            ["capacityProviderStrategy"] = new JsonArray(),
        };
        if (target.Spec.Health is { } health)
        {
            wanted[DriftFields.Grace] = (int)Math.Ceiling(health.Grace.TotalSeconds);
            wanted["loadBalancers"] = new JsonArray(new JsonObject { ["containerName"] = target.Spec.TrafficContainer(), ["containerPort"] = target.Spec.Port });
        }

        if (target.Spec.NetworkMode() == "awsvpc")
        {
            wanted["networkConfiguration"] = new JsonObject
            {
                ["awsvpcConfiguration"] = new JsonObject
                {
                    ["subnets"] = List(target.Network.Subnets), ["securityGroups"] = List(target.Network.SecurityGroups), ["assignPublicIp"] = "DISABLED",
                },
            };
        }

        Lay(target.Spec.EcsService?.Content ?? [], wanted, isTop: true);

        // ECS shows the version that LATEST stood for, or LATEST: both are as wanted.
        if (wanted["platformVersion"]?.GetValue<string>() == "LATEST")
            wanted.Remove("platformVersion");
        return wanted.ToImmutableSortedDictionary(member => member.Key, member => member.Value!.ToJsonString(), StringComparer.Ordinal);
    }

    private static JsonObject Deployment(Target target)
    {
        var rolling = target.Rollout.Strategy == Strategy.Rolling;
        return new JsonObject
        {
            ["deploymentCircuitBreaker"] = new JsonObject { ["enable"] = true, ["rollback"] = rolling },
            ["minimumHealthyPercent"] = rolling ? target.Rollout.MinimumHealthyPercent : 100,
            ["maximumPercent"] = rolling ? target.Rollout.MaximumPercent : 200,
        };
    }

    /// <summary>As the request is made: structures are merged, the rest is replaced.</summary>
    private static void Lay(JsonObject over, JsonObject under, bool isTop)
    {
        foreach (var (name, value) in over)
        {
            if (isTop && !DriftFields.OfService.Contains(name) && !DriftFields.OfDeployment.Contains(name))
                continue;
            if (value is JsonObject structure && under[name] is JsonObject present)
                Lay(structure, present, isTop: false);
            else
                under[name] = value?.DeepClone();
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
