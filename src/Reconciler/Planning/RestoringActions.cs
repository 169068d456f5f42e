using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>What puts back what was changed by hand on a service that serves. None of it starts a deployment.</summary>
public abstract partial record PlannedAction
{
    /// <param name="Wanted">Members of UpdateService as JSON; only such as ECS changes without replacing tasks.</param>
    public sealed record RestoreSettings(Colour Colour, string Arn, ImmutableSortedDictionary<string, string> Wanted) : PlannedAction
    {
        public override string Summary => $"put back {string.Join(", ", Wanted.Keys)}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?[Colour] is { } service && SettingsDiff.Of(Wanted, service.Settings).IsEmpty;
    }

    /// <summary>The tag that says which colour an ECS service is.</summary>
    public sealed record RestoreTags(Colour Colour, string Arn) : PlannedAction
    {
        public override string Summary => $"put back the tag of {Colour.Word()}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?[Colour]?.Tags.GetValueOrDefault(OwnerTags.Colour) == Colour.Word();
    }
}
