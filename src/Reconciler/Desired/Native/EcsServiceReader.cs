using System.Collections.Immutable;
using Amazon.ECS.Model;
using Publican.Desired.Yaml;

namespace Publican.Desired.Native;

/// <summary>Reads <c>spec.ecsService</c>: what CreateService and UpdateService take and a spec does not model.</summary>
internal static class EcsServiceReader
{
    private const string Alone = "names things that are one in a namespace, and two colours cannot share them; only a service of the strategy rolling can have it";

    private static readonly ImmutableDictionary<string, string> Owned = new Dictionary<string, string>
    {
        ["cluster"] = "comes from the environment's outputs; remove it",
        ["service"] = "is Publican's own; remove it",
        ["serviceName"] = "is Publican's own; remove it",
        ["taskDefinition"] = "is Publican's own: it registers one for each revision; remove it",
        ["desiredCount"] = "is replicas directly under spec; write it there",
        ["loadBalancers"] = "is Publican's own: it shifts traffic between two target groups; write route directly under spec",
        ["deploymentConfiguration"] = "is how Publican drives a rollout; write rollout directly under spec",
        ["deploymentController"] = "is Publican's own: it drives ECS's own controller; remove it",
        ["forceNewDeployment"] = "is Publican's own: it says when a deployment starts; remove it",
        ["healthCheckGracePeriodSeconds"] = "is health.grace directly under spec; write it there",
        ["clientToken"] = "is Publican's own; remove it",
        ["role"] = "is for load balancers without a service-linked role, which these are not; remove it",
        ["schedulingStrategy"] = "is REPLICA for every service of Publican; remove it",
        ["tags"] = "cannot be changed with an update of a service; write them under taskDefinition, with propagateTags: TASK_DEFINITION here",
        ["networkConfiguration.awsvpcConfiguration.subnets"] = "comes from the environment's outputs; remove it",
        ["networkConfiguration.awsvpcConfiguration.securityGroups"] = "comes from the environment's outputs; remove it",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, string> OwnedOfColours = Owned
        .Add("serviceConnectConfiguration", Alone).Add("serviceRegistries", Alone).Add("vpcLatticeConfigurations", Alone);

    public static readonly Kind<Field> Kind = new((field, _) => field, style => new NativeSchema(Owned, style).Structure(typeof(CreateServiceRequest))) { MayBeAbsent = true };

    public static NativeFields? Read(Field field, Strategy strategy) => field.IsAbsent
        ? null
        : NativeFields.Of(new NativeReader(strategy == Strategy.Rolling ? Owned : OwnedOfColours).Structure(field, typeof(CreateServiceRequest)));
}
