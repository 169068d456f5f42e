using System.Globalization;

namespace Publican.Dev.Mutation;

/// <param name="Limit">No new run is started after this long.</param>
/// <param name="Fresh">What an earlier run found is not taken.</param>
internal sealed record MutateOptions(TimeSpan? Limit, bool Fresh, IReadOnlyList<string> Names)
{
    public static MutateOptions Parse(string[] args) => args switch
    {
        [] => new(null, false, []),
        ["--fresh", .. var rest] => Parse(rest) with { Fresh = true },
        ["--minutes", var number, .. var rest] when int.TryParse(number, CultureInfo.InvariantCulture, out var minutes) && minutes > 0 =>
            Parse(rest) with { Limit = TimeSpan.FromMinutes(minutes) },
        [var option, ..] when option.StartsWith('-') =>
            throw new UsageException($"mutate does not know '{string.Join(' ', args)}'; it knows --minutes N, --fresh and names of files"),
        [var name, .. var rest] => Named(name, Parse(rest)),
    };
    private static MutateOptions Named(string name, MutateOptions others) => others with { Names = [name, .. others.Names] };
}
