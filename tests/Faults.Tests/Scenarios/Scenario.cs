using System.Collections.Immutable;
using Publican.Faults.Region;
using Publican.Status;

namespace Publican.Faults.Scenarios;

/// <summary>One story: where it begins, what is committed, what happens meanwhile, how it must end.</summary>
internal sealed record Scenario(string Name)
{
    public Start From { get; init; } = Start.Released;

    /// <summary>What somebody makes before, past the reconciler.</summary>
    public Func<Stage, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>The commit that begins it.</summary>
    public required Manifest Commit { get; init; }

    public ImmutableArray<Happening> Meanwhile { get; init; } = [];

    public required Ending End { get; init; }

    public override string ToString() => Name;
}

/// <summary>Something a person does as soon as a fact is true: never at a number of calls, which another fault would shift.</summary>
internal sealed record Happening(string What, Func<Truth, Scene, bool> When, Func<Scene, Task> Do);

/// <param name="Phase">Where the reconciler rests.</param>
/// <param name="Stable">Image that serves all traffic; null when there is no production rule.</param>
/// <param name="Bad">Quarantine code of the desired revision; null when it is not quarantined.</param>
internal sealed record Ending(string Phase, string? Stable, string? Bad = null)
{
    /// <summary>The range of the stable side, free to scale in and out; null where it must have no scalable target.</summary>
    public string? Scaled { get; init; }

    /// <summary>What else must be so.</summary>
    public Func<Truth, bool> And { get; init; } = _ => true;

    /// <summary>What else the status must say.</summary>
    public Func<EnvironmentStatus, bool> Says { get; init; } = _ => true;
}

internal enum Start
{
    /// <summary>A region as terraform leaves it, and a stranger's rule, group and service in it.</summary>
    Empty,

    /// <summary>web:good.1 was released on blue; green was never used.</summary>
    Released,

    /// <summary>web:good.0 was released, then web:good.1: green serves, blue has been used and rests.</summary>
    ReleasedTwice,
}
