using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <content>What was changed by others, and whether it is put back. What keeps traffic safe, finishes a rollout or undoes a late call is no question of this.</content>
public sealed partial class View
{
    /// <summary>A difference is put right now. Where nothing is put back, what a commit changed is: the record tells it from a person's change.</summary>
    public bool Heals(string field) => !target.Ignores(field) && (target.SelfHeals || Attempt is not null || MayComeLate || IsNewInFiles(field));

    /// <summary>The number of tasks that a rollout counts with: where it is left to others, what there is.</summary>
    public int Replicas => target.Ignores(DriftFields.Count) && Serving is { Desired: > 0 and var count } ? count : target.Spec.Replicas;

    /// <summary>
    /// Somebody gave the idle colour traffic, and nothing is put back: it stands as long as that colour is healthy and nothing is to be rolled out. A weight that
    /// may be our own, or a late call's, is no such thing.
    /// </summary>
    public bool LeavesWeights =>
        IsLeft && CandidateWeight > 0 && (Desired == Rel(S) || Record.BadFor(Desired) is not null)
        && Rel(C) is { } revision && Record.BadFor(revision) is null && Production.All(rule => rule.Weights.Values.Sum() == Steps.All)
        && HealthOf(C).Healthy >= Need(CandidateWeight)
        && memory is { LateUntil: null, Reverted: null } and not { Expected.Action: PlannedAction.SetWeights } && IsSettled;

    /// <summary>Another task definition was put on what is proven, and no commit asks for a new one.</summary>
    public bool LeavesTaskDefinition => IsLeft && (target.Names.Single
        ? Record.Proven is { } proven && Service(Colour.Blue) is { } one && one.Revision != proven.Revision && !IsBad(one.Revision) && !(one.TakenBackAt > one.Primary.CreatedAt)
        : Record.StableRevision == Desired && Rel(S) != Desired && !IsBad(Rel(S)));

    /// <summary>A rule that is gone is not made again.</summary>
    public bool LeavesRoutes => IsLeft && !target.Ignores(DriftFields.Routes) && !Heals(DriftFields.Routes);

    /// <summary>
    /// What serves and runs its proven revision, which the files ask for: only then are the settings known that it should have. A colour that serves an older
    /// revision was written by older files.
    /// </summary>
    public bool IsAsInFiles => Attempt is null && target.Pin is null && Serving is { Ours: true, Status: "ACTIVE" } service && service.Revision == Desired
        && (target.Names.Single ? Record.Proven?.Revision : Record.StableRevision) == Desired;

    /// <summary>Members of the ECS service that are not as they were written.</summary>
    public ImmutableArray<SettingOff> SettingsOff => IsAsInFiles ? SettingsDiff.Of(WantedSettings.Of(target), Serving!.Settings) : [];

    /// <summary>The same of the stable side's target group, as far as it was looked at.</summary>
    public ImmutableArray<(string Field, string Wanted, string Found)> GroupOff =>
        IsAsInFiles && !target.Names.Single && seen.StableGroup.Value is { Ours: true } group && group.Arn == Serving!.TargetGroupArn ? GroupDiff.Of(target.GroupSettings, group.Settings) : [];

    /// <summary>A side whose tag calls it another colour.</summary>
    public Colour? TagOff => target.Names.Single || Attempt is not null ? null
        : new Colour?[] { Colour.Blue, Colour.Green }.FirstOrDefault(colour =>
            Service(colour!.Value) is { Ours: true } service && service.Tags.ContainsKey(OwnerTags.Service) && service.Tags.GetValueOrDefault(OwnerTags.Colour) != colour.Value.Word());

    /// <summary>What runs and is proven.</summary>
    public EcsService? Serving => target.Names.Single ? Service(Colour.Blue) : Record.Stable is { } stable ? Service(stable) : null;

    private bool IsBad(string? revision) => revision is not null && Record.BadFor(revision) is not null;

    private bool IsLeft => !target.SelfHeals && Attempt is null && !MayComeLate && (Record.Stable is not null || Record.Proven is not null);

    private bool IsNewInFiles(string field)
    {
        var part = DriftFields.OfService.Contains(field) ? AppliedSettings.Settings : field;
        return AppliedSettings.Part(Record.Applied, part) != AppliedSettings.Part(target.Applied, part);
    }
}
