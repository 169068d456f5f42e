using Publican.Desired;

namespace Publican.Planning;

/// <summary>What keeps rollouts from beginning, or from going on, at a moment: a function of the windows and that moment alone.</summary>
/// <param name="By">Names of the windows, in the order in which they hold.</param>
/// <param name="Until">When none of them lasts any more; null where no end is in sight.</param>
public sealed record Freeze(string By, DateTimeOffset? Until)
{
    /// <summary>A window that begins before another one ends is a part of the same freeze. One after the other for ever is no end.</summary>
    private const int MostInARow = 50;

    public static Freeze? Of(IEnumerable<FreezeSpec> windows, DateTimeOffset now)
    {
        var recurrences = windows.Select(window => (window.Name, When: new Recurrence(window.Cron, window.TimeZone, window.For))).ToList();
        var (by, at) = (new List<string>(), now);
        for (var inARow = 0; inARow < MostInARow; inARow++)
        {
            var lasting = recurrences.Select(window => (window.Name, End: window.When.End(at))).Where(window => window.End is not null).ToList();
            if (lasting.Count == 0)
                return by.Count == 0 ? null : new Freeze(string.Join(", ", by), at);
            by.AddRange(lasting.Select(window => window.Name).Except(by).ToList());
            at = lasting.Max(window => window.End!.Value);
        }

        return new Freeze(string.Join(", ", by), Until: null);
    }

    public override string ToString() => Until is { } until
        ? FormattableString.Invariant($"frozen by {By} until {until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
        : $"frozen by {By}, without an end in sight";
}
