using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>How a revision behaves; the checker tries every pair.</summary>
public enum Kind
{
    Good,

    /// <summary>Its before-job exits 1.</summary>
    JobFails,

    /// <summary>Its targets never get healthy.</summary>
    NeverHealthy,

    /// <summary>Healthy, but its checks fail before any traffic.</summary>
    BadInPreview,

    /// <summary>Good until it has traffic; at the latest at 100% its checks fail.</summary>
    BadUnderTraffic,
}

/// <summary>AWS as the model sees it: a value, so that states can be compared. Time stands still; what time does are transitions.</summary>
internal sealed record World
{
    public required string Desired { get; init; }

    public Pair<string?> Revision { get; init; } = new(null, null);

    public Pair<int> Count { get; init; } = new(0, 0);

    public bool Groups { get; init; }

    /// <summary>Weight of green on the production rule; null while there is none.</summary>
    public int? GreenWeight { get; init; }

    /// <summary>Weight of green on the rule of a second route; null while there is none.</summary>
    public int? SecondGreen { get; init; }

    public Colour? SecondPreview { get; init; }

    /// <summary>A way home was begun and other rules still have to follow: nothing may come in between (I12).</summary>
    public bool Homeward { get; init; }

    public string? RuleRevision { get; init; }

    public Colour? Preview { get; init; }

    public ImmutableSortedSet<string> Registered { get; init; } = [];

    public ImmutableSortedSet<string> JobStarted { get; init; } = [];

    public ImmutableSortedDictionary<string, string> JobResult { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedSet<string> CheckStarted { get; init; } = [];

    /// <summary>Check tasks that are noted as good, as revision and hook.</summary>
    public ImmutableSortedSet<string> CheckNoted { get; init; } = [];

    /// <summary>Verdict tags by revision.</summary>
    public ImmutableSortedDictionary<string, string> Verdicts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string Record { get; init; } = "";

    /// <summary>Times each revision went from no traffic to some.</summary>
    public ImmutableSortedDictionary<string, int> FirstTraffic { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public int ChangesLeft { get; init; }

    public int HandsLeft { get; init; }

    /// <summary>Wishes people may still utter.</summary>
    public int LeversLeft { get; init; }

    public ImmutableArray<Intent> Intents { get; init; } = [];

    /// <summary>Times a leader may still be stopped right before a send, and another one take over.</summary>
    public int PausesLeft { get; init; }

    /// <summary>What a stopped leader had decided and checked: its one call past its lease, which arrives when it goes on.</summary>
    public PlannedAction? Late { get; init; }

    /// <summary>A late call, or a person, wrote here: counts of tries that were overwritten may begin again.</summary>
    public bool Disturbed { get; init; }

    /// <summary>For a broken variant: weights are changed by a difference.</summary>
    public bool Relative { get; init; }

    /// <summary>On the rule that gives it most.</summary>
    public int WeightOf(Colour colour) => new[] { GreenWeight, SecondGreen }.OfType<int>().Select(green => colour == Colour.Green ? green : 100 - green).DefaultIfEmpty(0).Max();

    public bool ServesAll(Colour colour) => WeightOf(colour) == 100 && WeightOf(colour.Other()) == 0;

    public int WeightOn(string ruleArn, Colour colour) => (ruleArn == Sample.SecondRule ? SecondGreen : GreenWeight) is not { } green ? 0 : colour == Colour.Green ? green : 100 - green;

    /// <summary>All of it as text: two worlds are one state when this is equal.</summary>
    public string Key => string.Join('|', Desired, Revision, Count, Groups, GreenWeight, RuleRevision, Preview, string.Join(',', Registered),
        string.Join(',', JobStarted), string.Join(',', JobResult), string.Join(',', CheckStarted), string.Join(',', CheckNoted), string.Join(',', Verdicts), Record, string.Join(',', FirstTraffic), ChangesLeft, HandsLeft, LeversLeft, IntentList.Write(Intents),
        PausesLeft, Late is PlannedAction.WriteRecord record ? string.Join(',', record.After.ChangesFrom(record.Before)) : Late?.ToString(), Disturbed, SecondGreen, SecondPreview, Homeward);

    public ReleaseRecord Read() => ReleaseRecord.Parse(Tags());

    public World Write(ReleaseRecord record) => this with
    {
        Record = string.Join(';', record.ChangesFrom(ReleaseRecord.Empty).Select(tag => $"{tag.Key}~{tag.Value}")),
    };

    public World Apply(PlannedAction action) => action switch
    {
        PlannedAction.CreateTargetGroup => this with { Groups = true },
        PlannedAction.ConfigureTargetGroup => this,
        PlannedAction.CreatePreviewRule { Route.ListenerArn: Sample.Secure } preview => this with { SecondPreview = preview.Candidate },
        PlannedAction.CreatePreviewRule preview => this with { Preview = preview.Candidate },
        PlannedAction.DeletePreviewRule { RuleArn: Sample.SecondPreview } => this with { SecondPreview = null },
        PlannedAction.DeletePreviewRule => this with { Preview = null },
        PlannedAction.CreateProductionRule { Route.ListenerArn: Sample.Secure } rule => this with { SecondGreen = rule.Stable == Colour.Blue ? rule.OtherWeight : 100 - rule.OtherWeight },
        PlannedAction.CreateProductionRule rule => this with { GreenWeight = rule.Stable == Colour.Blue ? 0 : 100, RuleRevision = rule.Revision },
        PlannedAction.SetWeights weights => Shift(weights),
        PlannedAction.RegisterTaskDefinition register => this with { Registered = Registered.Add(register.Revision) },
        PlannedAction.RunBeforeJob job => this with { JobStarted = JobStarted.Add(job.Revision + job.Hook) },
        PlannedAction.RecordJobResult result => this with { JobResult = JobResult.SetItem(result.TaskDefinitionArn["arn:definition/".Length..], result.Result.ToString()) },
        PlannedAction.ForgetJobResult forget => this with { JobResult = JobResult.Remove(forget.TaskDefinitionArn["arn:definition/".Length..]) },
        PlannedAction.RunCheckTask check => this with { CheckStarted = CheckStarted.Add(check.Revision + check.Hook) },
        PlannedAction.RecordCheckTask check => this with { CheckNoted = CheckNoted.Add(check.TaskDefinitionArn["arn:definition/".Length..] + check.Hook) },
        PlannedAction.NoteVerdict note => this with { Verdicts = Verdicts.SetItem(note.Revision, note.Verdict.ToString()) },
        PlannedAction.CreateService create => Start(create.Colour, create.TaskDefinitionArn, create.Count),
        PlannedAction.StartCandidate start => Start(start.Colour, start.TaskDefinitionArn, start.Count),
        PlannedAction.Scale scale => this with { Count = Count.With(scale.Colour, scale.Count) },
        // A person's retry gives a revision its tries again (I8).
        PlannedAction.WriteRecord { Change: RecordChange.Retry, After.Retried: { } retried } record => Write(record.After) with { FirstTraffic = FirstTraffic.Remove(retried.Revision) },
        PlannedAction.WriteRecord record => Write(record.After),
        _ => throw new InvalidOperationException($"the model does not know {action}"),
    };

    /// <summary>The late call reaches AWS, which does as it is told: nothing that was looked at before it counts any more.</summary>
    public World Arrive()
    {
        var world = this with { Late = null, Disturbed = true };
        return Late switch
        {
            // AWS refuses a second one of the same name or priority.
            PlannedAction.CreateService create when Revision[create.Colour] is not null => world,
            PlannedAction.CreatePreviewRule when Preview is not null => world,
            PlannedAction.CreateProductionRule when GreenWeight is not null => world,

            // TagResource writes the tags that change, over whatever stands there by now.
            PlannedAction.WriteRecord late => world.Write(ReleaseRecord.Parse(late.After.ChangesFrom(late.Before).Aggregate(Tags(), (tags, tag) =>
            {
                tags[tag.Key] = tag.Value;
                return tags;
            }))),
            var late => world.Apply(late!),
        };
    }

    private World Start(Colour colour, string definition, int count) => this with
    {
        Revision = Revision.With(colour, definition["arn:definition/".Length..]),
        Count = Count.With(colour, count),
    };

    private World Shift(PlannedAction.SetWeights weights)
    {
        var candidate = weights.Stable.Other();
        var to = Relative ? Math.Clamp(WeightOn(weights.RuleArn, candidate) + weights.CandidateWeight - weights.From, 0, 100) : weights.CandidateWeight;
        var green = candidate == Colour.Green ? to : 100 - to;
        var next = weights.RuleArn == Sample.SecondRule ? this with { SecondGreen = green } : this with { GreenWeight = green };
        next = next with { Homeward = weights.CandidateWeight == 0 && next.WeightOf(candidate) > 0 };
        if (WeightOf(candidate) > 0 || weights.CandidateWeight == 0)
            return next;
        var revision = Revision[candidate]!;
        return next with { FirstTraffic = FirstTraffic.SetItem(revision, Math.Min(FirstTraffic.GetValueOrDefault(revision) + 1, Sample.Timing.MaxAttempts + 1)) };
    }

    public Dictionary<string, string> Tags() => Record.Length == 0
        ? []
        : Record.Split(';').Select(tag => tag.Split('~')).ToDictionary(tag => tag[0], tag => tag[1]);
}
