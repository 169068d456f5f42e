using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>AWS as the model sees it: a value, so that states can be compared. Time stands still; what time does are transitions.</summary>
internal sealed partial record World
{
    public required string Desired { get; init; }

    public Pair<string?> Revision { get; init; } = new(null, null);

    public Pair<int> Count { get; init; } = new(0, 0);

    /// <summary>What Application Auto Scaling knows of each side.</summary>
    public Pair<ScalableTarget?> Scaling { get; init; } = new(null, null);

    /// <summary>Times the autoscaler may still move a count.</summary>
    public int ScalesLeft { get; init; }

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

    /// <summary>What ails each side, beside what it runs.</summary>
    public Pair<Ailment> Ails { get; init; } = new(Ailment.None, Ailment.None);

    /// <summary>Times the stable side may still fall sick.</summary>
    public int IllnessesLeft { get; init; }

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
        PausesLeft, Late is PlannedAction.WriteRecord record ? string.Join(',', record.After.ChangesFrom(record.Before)) : Late?.ToString(), Disturbed, SecondGreen, SecondPreview, Homeward, Ails, IllnessesLeft, Scaling, ScalesLeft);

    /// <summary>As reads that are old show it: people's wishes, commits and the health of targets are read elsewhere, and what only the checker counts nobody reads.</summary>
    public World SeenFrom(World now) => now with
    {
        Groups = Groups,
        Revision = Revision,
        Count = Count,
        GreenWeight = GreenWeight,
        SecondGreen = SecondGreen,
        RuleRevision = RuleRevision,
        Preview = Preview,
        SecondPreview = SecondPreview,
        Registered = Registered,
        JobStarted = JobStarted,
        JobResult = JobResult,
        CheckStarted = CheckStarted,
        CheckNoted = CheckNoted,
        Verdicts = Verdicts,
        Record = Record,
        Scaling = Scaling,
    };

    public ReleaseRecord Read() => ReleaseRecord.Parse(Tags());

    public World Write(ReleaseRecord record) => this with
    {
        Record = string.Join(';', record.ChangesFrom(ReleaseRecord.Empty).Select(tag => $"{tag.Key}~{tag.Value}")),
    };

    public Dictionary<string, string> Tags() => Record.Length == 0
        ? []
        : Record.Split(';').Select(tag => tag.Split('~')).ToDictionary(tag => tag[0], tag => tag[1]);
}
