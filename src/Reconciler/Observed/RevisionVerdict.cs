using System.Globalization;

namespace Publican.Observed;

/// <summary>
/// What became of a revision, as a tag on its task definition: it outlives the colour that ran it and the short list in the record.
/// People choose by it where to roll back to; no traffic is decided by it.
/// </summary>
/// <param name="Code">Null when it passed its bake.</param>
public sealed record RevisionVerdict(string? Code, DateTimeOffset At)
{
    public bool Good => Code is null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Code is null ? "good" : $"bad={Code}")}@{At.ToUnixTimeSeconds()}");

    public static RevisionVerdict? Parse(string? tag) =>
        tag?.Split('@') is [var word, var at]
            && long.TryParse(at, CultureInfo.InvariantCulture, out var unix)
            && (word == "good" || word.StartsWith("bad=", StringComparison.Ordinal))
            ? new(word == "good" ? null : word["bad=".Length..], DateTimeOffset.FromUnixTimeSeconds(unix))
            : null;
}

/// <summary>A revision that ECS still knows, for people who look for one to go back to.</summary>
public sealed record KnownRevision(string Revision, string? Image, JobResult? Before, RevisionVerdict? Verdict);
