using System.Collections.Immutable;
using System.Globalization;

namespace Publican.Observed;

/// <summary>
/// The few facts about a rollout that AWS cannot show, kept as tags on the blue ECS service (contract, section 2).
/// A cleared tag holds <c>-</c>, written in the same call as what replaces it; absent, empty and <c>-</c> read alike.
/// </summary>
public sealed record ReleaseRecord
{
    public const string StableKey = "publican:stable";
    public const string StableRevisionKey = "publican:stable-revision";
    public const string AttemptKey = "publican:attempt";
    public const string BadKey = "publican:bad";
    public const string SinceKey = "publican:since";
    public const string RetireAtKey = "publican:retire-at";
    public const string RetriedKey = "publican:retried";
    public const string AppliedKey = "publican:applied";
    public const int BadLimit = 8;

    /// <summary>A tag of ours that holds this says nothing.</summary>
    public const string Cleared = "-";


    public static ReleaseRecord Empty { get; } = new();

    /// <summary>The proven side. Writing it is the commit point of a release.</summary>
    public Colour? Stable { get; init; }

    /// <summary>The same for strategy rolling, which has no sides: the last revision that passed its bake. It stands in the same tag.</summary>
    public Proven? Proven { get; init; }

    /// <summary>
    /// The revision that made it stable, written in the same call. A commit that arrives late, from a leader that was gone, may name a side
    /// that runs something else by then: this tells. Null where an older version wrote the record.
    /// </summary>
    public string? StableRevision { get; init; }

    public Attempt? Attempt { get; init; }

    /// <summary>Quarantined revisions, newest first, at most <see cref="BadLimit"/>.</summary>
    public ImmutableArray<BadRevision> Bad { get; init; } = [];

    public Since? Since { get; init; }

    public DateTimeOffset? RetireAt { get; init; }

    /// <summary>The last retry that was carried out: its intent may stay in SSM and must not act twice.</summary>
    public Retried? Retried { get; init; }

    /// <summary>
    /// What of the files was last applied live, kept only where nothing is put back (<c>selfHeal: false</c>): nothing else tells a commit from a
    /// person's hand. Null where nothing is known: then the files count.
    /// </summary>
    public string? Applied { get; init; }

    public BadRevision? BadFor(string revision) => Bad.FirstOrDefault(bad => bad.Revision == revision);

    public ReleaseRecord WithBad(string revision, string code) =>
        this with { Bad = [new(revision, code), .. Bad.Where(bad => bad.Revision != revision).Take(BadLimit - 1)] };

    /// <summary>Takes a revision out of quarantine.</summary>
    public ReleaseRecord WithRetry(Retried retried) => this with { Bad = Bad.RemoveAll(bad => bad.Revision == retried.Revision), Retried = retried };

    /// <summary>The intent is from before the last retry of its revision, or is that retry.</summary>
    public bool IsSpent(Intent intent) =>
        Retried is { } retried && retried.Revision == intent.Revision && (intent.At?.ToUnixTimeSeconds() ?? 0) <= retried.At.ToUnixTimeSeconds();

    /// <summary>What the before-job of a revision is called: another name after a retry, so that it is run once more and not found as run.</summary>
    public string BeforeHook(string revision) => Hook("before", revision);

    /// <summary>What a one-off task of a revision is called.</summary>
    public string Hook(string name, string revision) => RetryOf(revision) is > 0 and var retry ? $"{name}/r{retry}" : name;

    /// <summary>When a person last had it tried again, in Unix seconds; 0 for never.</summary>
    public long RetryOf(string revision) => Retried?.Revision == revision ? Retried.At.ToUnixTimeSeconds() : 0;

    public static ReleaseRecord Parse(IReadOnlyDictionary<string, string> tags) => new()
    {
        Stable = Colours.Parse(Get(tags, StableKey)),
        Proven = Get(tags, StableKey) is { } proven ? Proven.Parse(proven) : null,
        StableRevision = Get(tags, StableRevisionKey),
        Attempt = Get(tags, AttemptKey) is { } attempt ? Attempt.Parse(attempt) : null,
        Bad = Get(tags, BadKey) is { } bad ? [.. bad.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(BadRevision.Parse)] : [],
        Since = Get(tags, SinceKey) is { } since ? Since.Parse(since) : null,
        Retried = Get(tags, RetriedKey) is { } retried ? Retried.Parse(retried) : null,
        RetireAt = Time(Get(tags, RetireAtKey)),
        Applied = Get(tags, AppliedKey),
    };

    /// <summary>The tags to write so that <paramref name="before"/> becomes this: changed keys only, all in one call.</summary>
    public ImmutableSortedDictionary<string, string> ChangesFrom(ReleaseRecord before)
    {
        var old = before.ToTags();
        return ToTags().Where(tag => old[tag.Key] != tag.Value).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public bool SameAs(ReleaseRecord other) => ChangesFrom(other).IsEmpty;

    private ImmutableSortedDictionary<string, string> ToTags() => new Dictionary<string, string>
    {
        [StableKey] = Stable?.Word() ?? Proven?.ToString() ?? Cleared,
        [StableRevisionKey] = StableRevision ?? Cleared,
        [AttemptKey] = Attempt?.ToString() ?? Cleared,
        [BadKey] = Bad.IsEmpty ? Cleared : string.Join(' ', Bad),
        [SinceKey] = Since?.ToString() ?? Cleared,
        [RetriedKey] = Retried?.ToString() ?? Cleared,
        [AppliedKey] = Applied ?? Cleared,
        [RetireAtKey] = RetireAt is { } at ? NextSecond(at).ToString(CultureInfo.InvariantCulture) : Cleared,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Rounded up: whole seconds must never make a hold or a rollback window shorter than asked for (I7).</summary>
    internal static long NextSecond(DateTimeOffset at) => at.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds();

    /// <summary>Unix seconds up to the year 9998. A tag is anybody's to write: what is out of reach of the calendar reads as nothing.</summary>
    internal static DateTimeOffset? Time(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var unix) && unix is >= 0 and < 253_370_764_800 ? DateTimeOffset.FromUnixTimeSeconds(unix) : null;

    private static string? Get(IReadOnlyDictionary<string, string> tags, string key) =>
        tags.TryGetValue(key, out var value) && value is not ("" or Cleared) ? value : null;
}

/// <param name="TaskDefinitionArn">All of it: what there is to go back to must not depend on a search.</param>
public sealed record Proven(string Revision, string TaskDefinitionArn)
{
    public static Proven? Parse(string text) => text.Split(' ') is [var revision, var arn] ? new(revision, arn) : null;

    public override string ToString() => $"{Revision} {TaskDefinitionArn}";
}

/// <param name="Tries">How often this revision was armed, from 1.</param>
/// <param name="Moving">False while armed: no traffic was given yet, as far as the record knows.</param>
/// <param name="Capacity">Tasks the stable side had when the attempt opened (N of the contract).</param>
public sealed record Attempt(string Revision, int Tries, bool Moving, int Capacity, DateTimeOffset At)
{
    public static Attempt? Parse(string text) =>
        text.Split('/') is [var revision, var tries, ("armed" or "moving") and var state, var capacity, var at]
            && int.TryParse(tries, CultureInfo.InvariantCulture, out var n)
            && int.TryParse(capacity, CultureInfo.InvariantCulture, out var tasks)
            && ReleaseRecord.Time(at) is { } time
            ? new(revision, n, state == "moving", tasks, time)
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Revision}/{Tries}/{(Moving ? "moving" : "armed")}/{Capacity}/{At.ToUnixTimeSeconds()}");
}

/// <param name="At">Of the intent, in whole seconds.</param>
public sealed record Retried(string Revision, DateTimeOffset At)
{
    public static Retried? Parse(string text) =>
        text.Split('@') is [var revision, var at] && ReleaseRecord.Time(at) is { } time ? new(revision, time) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision}@{At.ToUnixTimeSeconds()}");
}

public sealed record BadRevision(string Revision, string Code)
{
    public static BadRevision Parse(string text) => text.Split('=', 2) is [var revision, var code] ? new(revision, code) : new(text, "unknown");

    public override string ToString() => $"{Revision}={Code}";
}

public sealed record Since(int Weight, DateTimeOffset At)
{
    public static Since? Parse(string text) =>
        text.Split('@') is [var weight, var at]
            && int.TryParse(weight, CultureInfo.InvariantCulture, out var share)
            && ReleaseRecord.Time(at) is { } time
            ? new(share, time)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Weight}@{ReleaseRecord.NextSecond(At)}");
}
