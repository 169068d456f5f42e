using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Desired.Native;
using Publican.Observed;
using Publican.Planning;
using TaskDefinition = Amazon.ECS.Model.TaskDefinition;

namespace Publican.Actions;

/// <summary>
/// Everything in which an ECS service that others made differs from what Publican would make, both ways: what is missing and what is too much. A default
/// that ECS fills in is no difference, where both sides mean the same by it.
/// </summary>
internal static partial class AdoptionDiff
{
    /// <summary>What ECS says of a task definition and nobody writes; the family stays what it is, and tags are written on top.</summary>
    private static readonly string[] OfEcs = ["family", "tags", "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt", "registeredBy", "deregisteredAt", "deleteRequestedAt"];

    /// <summary>Ends of paths with what ECS makes of their absence (API reference of RegisterTaskDefinition).</summary>
    private static readonly (string End, string Value)[] Defaults =
    [
        ("].essential", "True"), ("].cpu", "0"), ("].protocol", "tcp"), ("].hostPort", "0"), ("].readOnly", "False"), ("].interactive", "False"), ("].pseudoTerminal", "False"), ("].privileged", "False"),
        ("].readonlyRootFilesystem", "False"), ("].disableNetworking", "False"), ("].versionConsistency", "enabled"), (".healthCheck.interval", "30"), (".healthCheck.timeout", "5"), (".healthCheck.retries", "3"),
        (".healthCheck.startPeriod", "0"), (".efsVolumeConfiguration.rootDirectory", "/"), (".efsVolumeConfiguration.transitEncryption", "DISABLED"), (".authorizationConfig.iam", "DISABLED"),
        (".restartPolicy.restartAttemptPeriod", "300"), ("runtimePlatform.operatingSystemFamily", "LINUX"), ("runtimePlatform.cpuArchitecture", "X86_64"), ("enableFaultInjection", "False"), ("].configuredAtLaunch", "False"),
    ];

    public static ImmutableArray<AdoptionDifference> Of(Target target, Service live, TaskDefinition definition) =>
        [.. Service(target, live), .. Definition(TaskDefinitionDocument.For(target), definition, target.Spec.Name)];

    private static IEnumerable<AdoptionDifference> Service(Target target, Service live)
    {
        if (live.Status != "ACTIVE")
            yield return new("status", "ACTIVE", live.Status);
        if (live.Deployments is not [{ RolloutState.Value: "COMPLETED" }])
            yield return new("deployments", "one that is completed", string.Join(", ", (live.Deployments ?? []).Select(deployment => $"{deployment.Status} {deployment.RolloutState?.Value}")));
        if (live.Tags?.FirstOrDefault(tag => tag.Key == OwnerTags.Service)?.Value is { } owner)
            yield return new("tags", "no owner", $"{owner} in {live.Tags.FirstOrDefault(tag => tag.Key == OwnerTags.Environment)?.Value}");
        if (live.DeploymentController?.Type?.Value is { } controller and not "ECS")
            yield return new("deploymentController", "ECS", controller);
        if (live.SchedulingStrategy?.Value is { } scheduling and not "REPLICA")
            yield return new("schedulingStrategy", "REPLICA", scheduling);
        if (live.LoadBalancers is [_, ..])
            yield return new("loadBalancers", "none", string.Join(", ", live.LoadBalancers.Select(balancer => balancer.TargetGroupArn ?? balancer.LoadBalancerName)));
        var said = target.Spec.EcsService;
        if (live.ServiceRegistries is [_, ..] registries && said?.Has("serviceRegistries") != true)
            yield return new("serviceRegistries", "none", string.Join(", ", registries.Select(registry => registry.RegistryArn)));
        if (live.Deployments?.FirstOrDefault()?.ServiceConnectConfiguration is { Enabled: true } && said?.Has("serviceConnectConfiguration") != true)
            yield return new("serviceConnectConfiguration", "none", "enabled");
        var launch = said?.Has("capacityProviderStrategy") == true ? null : said?.Text("launchType") ?? "FARGATE";
        if (live.LaunchType?.Value != launch)
            yield return new("launchType", launch ?? "none", live.LaunchType?.Value ?? "none");
        if (target.Spec.Scaling is null && !target.Ignores(Publican.Desired.DriftFields.Count) && live.DesiredCount != target.Spec.Replicas)
            yield return new("desiredCount", Text(target.Spec.Replicas), Text(live.DesiredCount ?? 0));
        foreach (var off in SettingsDiff.Of(WantedSettings.Of(target), LiveSettings.Of(live)))
            yield return new(off.Member, off.Wanted, off.Found);
    }

    private static IEnumerable<AdoptionDifference> Definition(RegisterTaskDefinitionRequest wanted, TaskDefinition live, string own)
    {
        if (live.Status != TaskDefinitionStatus.ACTIVE)
            yield return new("taskDefinition.status", "ACTIVE", live.Status?.Value ?? "none");
        if (live.ContainerDefinitions?.FirstOrDefault()?.Name is { } first && first != own)
            yield return new("containerDefinitions[0].name", $"{own}, the service's own container, first", first);
        var (wants, has) = (Plain(FlatFields.Of(wanted, OfEcs, byIdentity: true)), Plain(FlatFields.Of(live, OfEcs, byIdentity: true)));
        foreach (var path in wants.Keys.Union(has.Keys).Order(StringComparer.Ordinal))
        {
            if (wants.GetValueOrDefault(path) != has.GetValueOrDefault(path))
                yield return new(path, Show(path, wants.GetValueOrDefault(path)), Show(path, has.GetValueOrDefault(path)));
        }
    }

    /// <summary>Without what ECS would fill in, and in one spelling where it has two.</summary>
    private static Dictionary<string, string> Plain(SortedDictionary<string, string> fields)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in fields)
        {
            var isHostPort = path.EndsWith("].hostPort", StringComparison.Ordinal) && fields.GetValueOrDefault(path[..^".hostPort".Length] + ".containerPort") == value
                && fields.GetValueOrDefault("networkMode") is "awsvpc" or "host";
            if (isHostPort || Defaults.Any(known => path.EndsWith(known.End, StringComparison.Ordinal) && known.Value == value))
                continue;
            plain[path] = path is "cpu" ? Amount(value, "vcpu") : path is "memory" ? Amount(value, "gb") : path.Contains(".secrets[", StringComparison.Ordinal) ? Parameter().Replace(value, "/$1") : value;
        }

        return plain;
    }

    /// <summary>"1 vCPU" is 1024, "2 GB" is 2048.</summary>
    private static string Amount(string text, string unit) =>
        text.TrimEnd().EndsWith(unit, StringComparison.OrdinalIgnoreCase) && decimal.TryParse(text.Trim()[..^unit.Length], CultureInfo.InvariantCulture, out var number)
            ? ((int)(number * 1024)).ToString(CultureInfo.InvariantCulture)
            : text;

    /// <summary>I28: what stands in a variable may be a secret that nobody called one.</summary>
    private static string Show(string path, string? value) => value is null ? "none" : path.Contains(".environment[", StringComparison.Ordinal) ? "another value" : value;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:parameter/(.+)\z")]
    private static partial Regex Parameter();
}
