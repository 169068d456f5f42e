using System.Text.Json.Nodes;
using Publican.Desired.Yaml;

namespace Publican.Desired.Native;

/// <summary>What native fields cannot say together, or beside the rest of a service.</summary>
internal static class NativeRules
{
    public static void Check(ServiceSpec spec, Field definition, Field service)
    {
        var (mode, fargate) = (spec.NetworkMode(), spec.OnFargate());
        if (mode != "awsvpc" && spec.Rollout.Strategy != Strategy.Rolling)
            definition.Child("networkMode").Error($"a service with a route has target groups of type ip, and tasks of network mode {mode} have no address of their own; remove it, or the route");
        else if (mode != "awsvpc" && fargate)
            definition.Child("networkMode").Error($"Fargate runs tasks of network mode awsvpc only; with {mode} also write requiresCompatibilities: [EC2]");
        var (launch, capacity) = (service.Child("launchType"), service.Child("capacityProviderStrategy"));
        if (spec.EcsService?.Text("launchType") is { } type)
        {
            if (!capacity.IsAbsent) launch.Error("stands beside capacityProviderStrategy; write one of the two");
            else if (spec.Compatibilities() is { Count: > 0 } kinds && !kinds.Contains(type))
                launch.Error($"the task definition is for {string.Join(" and ", kinds)}; write taskDefinition: {{requiresCompatibilities: [{type}]}}");
        }
        else if (!fargate && capacity.IsAbsent)
        {
            definition.Child("requiresCompatibilities").Error($"without FARGATE, {service.Path.Split('.')[^1]} says where the tasks run: launchType: EC2 or a capacityProviderStrategy");
        }

        if (fargate && spec.EcsService?.Content["capacityProviderStrategy"] is JsonArray { Count: 0 }) capacity.Error("is empty; remove it");
    }
}

/// <summary>What a service's tasks are, with native fields or without.</summary>
public static class NativeFacts
{
    public static string NetworkMode(this ServiceSpec spec) => spec.TaskDefinition?.Text("networkMode") ?? "awsvpc";

    public static List<string> Compatibilities(this ServiceSpec spec) => spec.TaskDefinition?.Content["requiresCompatibilities"] is JsonArray list
        ? [.. list.Select(kind => kind!.GetValue<string>())]
        : ["FARGATE"];

    public static bool OnFargate(this ServiceSpec spec) => spec.Compatibilities().Contains("FARGATE");

    /// <summary>The container that takes the traffic.</summary>
    public static string TrafficContainer(this ServiceSpec spec) => spec.Container ?? spec.Name;
}
