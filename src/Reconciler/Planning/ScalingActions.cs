using Publican.Observed;

namespace Publican.Planning;

/// <summary>What is done at Application Auto Scaling.</summary>
public abstract partial record PlannedAction
{
    /// <summary>Makes or changes the scalable target of a side. AWS brings the side's count into the range by itself, which is why no count is written beside it.</summary>
    /// <param name="Frozen">No policy takes tasks away.</param>
    /// <param name="IsNew">Owner tags ride in the creating call.</param>
    public sealed record RegisterScaling(Colour Colour, int Min, int Max, bool Frozen, bool IsNew, string Why) : PlannedAction
    {
        /// <summary>What a person suspended and is left so: the call says all of it anew.</summary>
        public (bool Out, bool Scheduled) Suspended { get; init; }

        public override string Summary => $"scale {Colour.Word()} within {Min} to {Max}{(Frozen ? ", out only" : "")}: {Why}";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.Scaling.Known
            || (seen.Scaling.Value![Colour] is { } target && (target.OutSuspended, target.ScheduledSuspended) == Suspended && target.Min == Min && target.Max == Max && target.InSuspended == Frozen
                && (seen.Services.Value?[Colour] is not { } service || (service.Desired >= Min && service.Desired <= Max)));
    }

    public sealed record PutScalingPolicy(Colour Colour, ScalingPolicy Policy) : PlannedAction
    {
        public override string Summary => FormattableString.Invariant($"keep {Policy.Metric} of {Colour.Word()} at {Policy.Value}");

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.Scaling.Known || seen.Scaling.Value![Colour]?.Policy == Policy;
    }

    /// <summary>The side keeps its count; its policy goes too.</summary>
    public sealed record RemoveScaling(Colour Colour, string Why) : PlannedAction
    {
        public override string Summary => $"scale {Colour.Word()} no more: {Why}";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.Scaling.Known || seen.Scaling.Value![Colour] is null;
    }
}
