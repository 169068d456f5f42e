namespace LocalCloud.AutoScaling;

/// <summary>
/// How many minutes in a row a metric was above its target, or well below: what AWS's two alarms of a policy count. Three minutes above scale out,
/// fifteen below nine tenths of the target scale in; a minute without data begins both anew.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html; the 90 percent are what AWS's alarms show.</remarks>
/// <param name="Highest">The highest value of the minutes below.</param>
internal sealed record Streak(int Above, int Below, double Highest)
{
    private const int MinutesAbove = 3, MinutesBelow = 15;
    private const double WellBelow = 0.9;

    public static Streak None { get; } = new(0, 0, 0);

    public bool WantsOut => Above >= MinutesAbove;

    public bool WantsIn => Below >= MinutesBelow;

    /// <param name="value">Of the minute that is over; null without data.</param>
    public Streak After(double? value, double target) => value switch
    {
        { } high when high > target => None with { Above = Above + 1 },
        { } low when low < target * WellBelow => new Streak(0, Below + 1, Below == 0 ? low : Math.Max(Highest, low)),
        _ => None,
    };
}
