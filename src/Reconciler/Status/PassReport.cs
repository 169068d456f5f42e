using System.Collections.Immutable;
using Publican.Actions;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>Everything one pass learned and did, for the one place that turns it into status.</summary>
public sealed record PassReport
{
    public required Target Target { get; init; }

    public required ServiceObservation Seen { get; init; }

    public required ProcessMemory Memory { get; init; }

    public required Decision Decision { get; init; }

    /// <summary>Null when nothing was to be done.</summary>
    public ActionResult? Result { get; init; }

    /// <summary>Read when a revision was taken back in this pass.</summary>
    public Evidence? Evidence { get; init; }

    public required DateTimeOffset At { get; init; }

    public bool Did => Result is { Outcome: ActionOutcome.Done };
}

/// <summary>A service that could not be planned: no target, or not in the files any more.</summary>
public sealed record Unplanned(string Name, string Condition, string Reason, ImmutableArray<string> Messages)
{
    public Phase? Phase { get; init; }

    /// <summary>What a person's word is bound to, where nothing is desired; null to leave it as it was.</summary>
    public string? Revision { get; init; }

    /// <summary>What was done to it in this pass.</summary>
    public ActionResult? Result { get; init; }

    public PlannedAction? Action { get; init; }
}
