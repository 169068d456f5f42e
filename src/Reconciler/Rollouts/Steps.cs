using Publican.Desired;

namespace Publican.Rollouts;

/// <summary>Position is a function of the live weight: nothing to lose, and editing the steps in mid-rollout is harmless.</summary>
public static class Steps
{
    public const int All = 100;

    /// <summary>First declared weight above the given one; 100 is implied; null at 100.</summary>
    public static int? After(RolloutSpec rollout, int weight) =>
        weight >= All ? null : rollout.Steps.FirstOrDefault(step => step.Weight > weight)?.Weight ?? All;

    public static bool IsDeclared(RolloutSpec rollout, int weight) => weight == All || rollout.Steps.Any(step => step.Weight == weight);

    public static bool NeedsApproval(RolloutSpec rollout, int weight) => rollout.Steps.Any(step => step.Weight == weight && step.Approve);

    /// <summary>Percent of the stable side's tasks that the candidate needs at a weight.</summary>
    public static double Capacity(RolloutSpec rollout, int weight) => rollout.Steps.FirstOrDefault(step => step.Weight == weight)?.Capacity ?? All;

    /// <summary>How long a weight is held; a weight that is no longer declared keeps the hold of the step below it.</summary>
    public static TimeSpan Hold(RolloutSpec rollout, int weight) =>
        weight >= All ? rollout.Bake : rollout.Steps.LastOrDefault(step => step.Weight <= weight)?.Hold ?? TimeSpan.Zero;
}
