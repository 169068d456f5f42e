using System.Text.Json.Nodes;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Desired;

namespace Publican.Actions;

/// <summary>
/// In UpdateService what is absent stays as it is (ECS API reference). So what a service still has from an earlier revision, and the present one does
/// not say, is taken away by name.
/// </summary>
internal static class NativeReset
{
    public static UpdateServiceRequest Apply(UpdateServiceRequest request, Service? live, NativeFields? wanted)
    {
        if (live is null) return request;
        var said = wanted?.Content ?? [];
        var primary = live.Deployments?.FirstOrDefault(deployment => deployment.Status == "PRIMARY");
        if (Left("capacityProviderStrategy", live.CapacityProviderStrategy)) request.CapacityProviderStrategy = [];
        if (Left("placementConstraints", live.PlacementConstraints)) request.PlacementConstraints = [];
        if (Left("placementStrategy", live.PlacementStrategy)) request.PlacementStrategy = [];
        if (Left("serviceRegistries", live.ServiceRegistries)) request.ServiceRegistries = [];
        if (Left("volumeConfigurations", primary?.VolumeConfigurations)) request.VolumeConfigurations = [];
        if (Left("vpcLatticeConfigurations", primary?.VpcLatticeConfigurations)) request.VpcLatticeConfigurations = [];
        if (Flag("enableExecuteCommand", live.EnableExecuteCommand)) request.EnableExecuteCommand = false;
        if (Flag("enableECSManagedTags", live.EnableECSManagedTags)) request.EnableECSManagedTags = false;
        if (Flag("serviceConnectConfiguration", primary?.ServiceConnectConfiguration?.Enabled)) request.ServiceConnectConfiguration = new ServiceConnectConfiguration { Enabled = false };
        if (!said.ContainsKey("propagateTags") && live.PropagateTags is { } tags && tags != PropagateTags.NONE) request.PropagateTags = PropagateTags.NONE;
        if (!said.ContainsKey("platformVersion") && live.PlatformVersion is not (null or "" or "LATEST")) request.PlatformVersion = "LATEST";

        // Another way to get capacity is taken only with a deployment that is forced.
        if (request.CapacityProviderStrategy is not null) request.ForceNewDeployment = true;
        return request;

        bool Left<T>(string member, List<T>? found) => found is { Count: > 0 } && !said.ContainsKey(member);

        bool Flag(string member, bool? found) => found is true && !said.ContainsKey(member);
    }

    /// <returns>Why the update would not do what the files ask for; null when it would.</returns>
    public static string? Refusal(Service? live, NativeFields? wanted) =>
        live is { LaunchType: { } made, CapacityProviderStrategy: null or { Count: 0 } } && wanted?.Text("launchType") is { } asked && asked != made.Value
            ? $"{live.ServiceName} was created with the launch type {made.Value}, and ECS cannot change it to {asked}: name a capacityProviderStrategy in ecsService, or give the service another name"
            : null;
}
