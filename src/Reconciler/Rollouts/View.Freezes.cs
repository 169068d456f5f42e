using Publican.Planning;

namespace Publican.Rollouts;

/// <content>Windows in which nothing is begun.</content>
public sealed partial class View
{
    /// <summary>Why no rollout may begin now. Going back is no rollout: neither to what a person chose, nor to the old colour that is still warm. And a person may begin one all the same.</summary>
    public Freeze? Frozen => target.Pin is not null || IsPromoted(0) || Warm ? null : Freeze.Of(target.Environment.Freezes.Concat(target.Spec.Freezes), now);

    /// <summary>Why a weight may not rise now, by windows that hold what is under way, too.</summary>
    public Freeze? FrozenAt(int weight) => target.Pin is not null || IsPromoted(weight) || Warm
        ? null
        : Freeze.Of(target.Environment.Freezes.Concat(target.Spec.Freezes).Where(window => !window.Overrun), now);
}
