using LocalCloud.Elb;
using Publican.Observed;

namespace Publican.Faults.Region;

/// <summary>What really is, at one moment, in the contract's words: S, C, w, rel, N. Not what anybody read.</summary>
internal sealed record Truth
{
    public required DateTimeOffset At { get; init; }

    public required ReleaseRecord Record { get; init; }

    public required Pair<Side?> Sides { get; init; }

    public required LocalCloud.Elb.Rule? Production { get; init; }

    public required LocalCloud.Elb.Rule? Preview { get; init; }

    /// <summary>Revisions whose task definition carries no verdict yet, nor a failed before-job: the last thing that a rollout writes.</summary>
    public required IReadOnlySet<string> Unjudged { get; init; }

    /// <summary>Images of the task definitions of the service that new tasks may be started from.</summary>
    public required IReadOnlyList<string> Active { get; init; }

    /// <summary>Images of those that were deregistered and not deleted.</summary>
    public required IReadOnlyList<string> Inactive { get; init; }

    /// <summary>Some revision's before-job is noted as failed.</summary>
    public required bool JobFailed { get; init; }

    /// <summary>What Application Auto Scaling knows of each side; null where it is not registered.</summary>
    public required Pair<Scalable?> Scaling { get; init; }

    public Colour? S => Record.Stable;

    public Colour C => Record.Stable?.Other() ?? Colour.Blue;

    public Side? Stable => S is { } stable ? Sides[stable] : null;

    public Side? Candidate => Sides[C];

    /// <summary>What the production rule matches.</summary>
    public IReadOnlyList<string> Paths => [.. (Production?.Conditions ?? []).OfType<PathPatternCondition>().SelectMany(condition => condition.Values)];

    /// <summary>w(C).</summary>
    public int Weight => WeightOf(C);

    /// <summary>An attempt for what runs on C is open.</summary>
    public bool IsOpen => Record.Attempt is { } attempt && attempt.Revision == Candidate?.Revision;

    /// <summary>N.</summary>
    public int Capacity => Record.Attempt?.Capacity ?? Math.Max(1, Stable?.Desired ?? 1);

    public int WeightOf(Colour colour) => Sides[colour] is { } side ? Weights.FirstOrDefault(group => group.TargetGroupArn == side.GroupArn)?.Weight ?? 0 : 0;

    public IReadOnlyList<WeightedGroup> Weights => Production?.Action is ForwardAction forward ? forward.Groups : [];
}

/// <param name="Revision">Of the PRIMARY deployment's task definition.</param>
/// <param name="Healthy">Targets of its group that the load balancer calls healthy.</param>
internal sealed record Side(string? Revision, string Image, string DefinitionArn, string DeploymentId, int Desired, int Running, int Healthy, string GroupArn);

/// <param name="InSuspended">Its policies take no tasks away.</param>
internal sealed record Scalable(int Min, int Max, bool InSuspended, int Policies);
