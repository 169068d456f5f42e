namespace Publican.Desired;

/// <summary>What a duration may be.</summary>
/// <param name="Step">It must be a multiple of this.</param>
internal sealed record DurationRange(TimeSpan Min, TimeSpan Max, TimeSpan Step)
{
    /// <summary>True when AWS sets the lower limit or the step, and a local environment has looser ones.</summary>
    public bool LooserLocally { get; init; }

    public bool Holds(TimeSpan value) => value >= Min && value <= Max && value.Ticks % Step.Ticks == 0;

    public string Expected
    {
        get
        {
            var step = Step < TimeSpan.FromSeconds(1) ? "" : Step < TimeSpan.FromMinutes(1) ? " in whole seconds" : " in whole minutes";
            return $"a duration from {Durations.Format(Min)} to {Durations.Format(Max)}{step}, such as {Durations.Format(Example)}";
        }
    }

    private TimeSpan Example => Min > TimeSpan.Zero ? Min : Step > TimeSpan.FromSeconds(1) ? Step : TimeSpan.FromSeconds(1);
}
