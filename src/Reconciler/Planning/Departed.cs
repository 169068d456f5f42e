using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>Stands for a service whose file is gone: nothing but its names is known, and nothing can be released from it.</summary>
public static class Departed
{
    /// <param name="single">It runs under the name that strategy rolling gives.</param>
    public static Target Of(string service, EnvironmentSpec environment, EnvironmentOutputs outputs, string commit, bool single) => new()
    {
        Spec = new ServiceSpec
        {
            Name = service, Image = "", Replicas = 0, Port = null, Cpu = 0, Memory = 0, Health = null, Routes = [],
            Rollout = new RolloutSpec { Strategy = single ? Strategy.Rolling : Strategy.Canary, Bake = TimeSpan.Zero, KeepOld = TimeSpan.Zero, Timeout = TimeSpan.Zero }, DeregistrationDelay = TimeSpan.Zero,
        },
        Environment = environment,
        Outputs = outputs,
        Secrets = ImmutableSortedDictionary<string, SecretReference>.Empty,
        Names = new Names(environment.Name, outputs.Cluster, service, single),
        Commit = commit,
        Revision = PruneGuard.NoRevision,
        SpecHash = PruneGuard.NoRevision,
    };
}
