using System.Collections.Immutable;

namespace Publican.Plans;

/// <summary>What a commit of these files would do, service by service.</summary>
/// <param name="Unresolved">By service: why it cannot be planned.</param>
/// <param name="Orphans">Services of this environment that the files do not hold.</param>
internal sealed record EnvironmentPlan(
    string Environment, ImmutableArray<ServicePlan> Services, ImmutableSortedDictionary<string, ImmutableArray<string>> Unresolved, ImmutableArray<OrphanPlan> Orphans)
{
    public bool HasChanges => Services.Any(service => service.HasChanges) || Orphans.Any(orphan => !orphan.Steps.IsEmpty);

    public bool IsStuck => !Unresolved.IsEmpty || Services.Any(service => service.IsStuck);

    public int Calls => Services.SelectMany(service => service.Steps).Concat(Orphans.SelectMany(orphan => orphan.Steps)).Sum(step => step.Calls.Length);

    /// <summary>Null where AWS's rates hold nothing up.</summary>
    public PlanRates? Rates => PlanRates.Of(Services.SelectMany(service => service.Steps).Concat(Orphans.SelectMany(orphan => orphan.Steps)).SelectMany(step => step.Calls));

    public int Deployments => Services.Sum(service => service.Steps.Count(step => step.StartsDeployment));
}
