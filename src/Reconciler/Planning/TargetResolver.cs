using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>Puts outputs and secret versions into a spec, and says which of them are missing.</summary>
public static class TargetResolver
{
    /// <param name="parameters">Version by SSM parameter name, for every secret that exists.</param>
    /// <param name="managed">By name, secrets of Secrets Manager.</param>
    public static Resolution Resolve(
        ServiceSpec spec, EnvironmentSpec environment, EnvironmentOutputs outputs, IReadOnlyDictionary<string, long> parameters, string commit,
        IReadOnlyDictionary<string, ManagedSecret>? managed = null)
    {
        var missing = spec.Secrets
            .Select(secret => (Where: $"spec.secrets.{secret.Key}", Problem: Problem(SecretName.Of(secret.Value), environment, parameters, managed)))
            .Where(secret => secret.Problem is not null)
            .Select(secret => new Finding(secret.Where, secret.Problem!))
            .ToImmutableArray();
        var listeners = spec.Routes.SelectMany(route => new[] { route.Listener, route.TestListener }).OfType<string>().Distinct().ToList();
        var unusable = listeners
            .Where(listener => !outputs.Listeners.ContainsKey(listener))
            .Select(listener => new Finding("spec.route.listener", $"there is no parameter {environment.Outputs}listeners/{listener}; "
                + $"known listeners: {(outputs.Listeners.IsEmpty ? "none" : string.Join(", ", outputs.Listeners.Keys))}"))
            .ToList();
        var balancers = listeners.Where(outputs.Listeners.ContainsKey).GroupBy(listener => BalancerOf(outputs.Listeners[listener])).ToList();
        if (balancers.Count > 1)
        {
            unusable.Add(new Finding("spec.routes", "a target group belongs to one load balancer, but the listeners "
                + string.Join(" and ", balancers.Select(balancer => string.Join(", ", balancer))) + " belong to different ones; name listeners of one"));
        }

        if (spec.Rollout.Strategy == Strategy.Rolling && !new TaskNetwork(outputs.Subnets, outputs.SecurityGroups).FitsTags)
        {
            unusable.Add(new Finding("spec.rollout.strategy",
                $"with rolling, the subnets of a revision stand in one tag of 256 characters; {environment.Outputs}subnets names {outputs.Subnets.Length}, which is too many"));
        }

        if (unusable.Count > 0)
            return new Resolution(null, [.. missing.Concat(unusable).Select(finding => finding.ToString())]);

        // The role that the tasks act with may be one of the service's own; what is asked of the environment's is asked of it.
        outputs = outputs with { TaskRole = spec.TaskDefinition?.Text("taskRoleArn") ?? outputs.TaskRole };

        // SSM counts from 1: a revision with a version 0 was never registered, and never will be.
        var secrets = spec.Secrets.ToImmutableSortedDictionary(
            secret => secret.Key, secret => Reference(SecretName.Of(secret.Value), parameters, managed), StringComparer.Ordinal);
        var hash = Revision.Of(spec, outputs, secrets);
        return new Resolution(
            new Target
            {
                Spec = spec,
                Environment = environment,
                Outputs = outputs,
                Secrets = secrets,
                Names = new Names(environment.Name, outputs.Cluster, spec.Name, Single: spec.Rollout.Strategy == Strategy.Rolling) { Adopted = spec.Adopt },
                Commit = commit,
                Revision = hash,
                SpecHash = hash,
                Missing = missing,
            },
            []);
    }

    private static string? Problem(SecretName secret, EnvironmentSpec environment, IReadOnlyDictionary<string, long> parameters, IReadOnlyDictionary<string, ManagedSecret>? managed)
    {
        if (!secret.Managed)
            return parameters.ContainsKey(secret.Name) ? null : $"the SSM parameter {secret.Name} does not exist in {environment.Region}; create it or correct the name";
        if (managed?.GetValueOrDefault(secret.Name) is not { } found)
            return $"the secret {secret.Name} does not exist in Secrets Manager in {environment.Region}, or is to be deleted; create it or correct the name";
        return found.Problem is { } problem ? $"the secret {secret.Name} cannot be looked at, so its version is not known: {problem}" : null;
    }

    /// <summary>As a task definition names it: ECS takes parameters by name, and secrets by ARN with the key behind it.</summary>
    private static SecretReference Reference(SecretName secret, IReadOnlyDictionary<string, long> parameters, IReadOnlyDictionary<string, ManagedSecret>? managed)
    {
        if (!secret.Managed)
            return new SecretReference(secret.Name, parameters.GetValueOrDefault(secret.Name));
        var found = managed?.GetValueOrDefault(secret.Name) ?? new ManagedSecret(secret.Name, "");
        return new SecretReference(secret.JsonKey is { } key ? $"{found.Arn}:{key}::" : found.Arn, 0) { VersionId = found.VersionId };
    }

    // …:listener/app/name/id/listener → everything before the listener's own id
    private static string BalancerOf(string listenerArn) => listenerArn[..Math.Max(0, listenerArn.LastIndexOf('/'))];
}

/// <param name="Target">Null when a listener is missing: without it nothing of the service can be looked at.</param>
/// <param name="Missing">One sentence for each thing that is missing: what, where, what to do.</param>
public sealed record Resolution(Target? Target, ImmutableArray<string> Missing);
