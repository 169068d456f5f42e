using System.Globalization;
using System.Text.RegularExpressions;

namespace Publican.Observed;

/// <summary>One run of a job, as its record keeps it.</summary>
/// <param name="Key">The firing in Unix seconds; 0 for a Job, which has one.</param>
/// <param name="Try">From 1.</param>
/// <param name="State"><see cref="Begun"/>, or how the last try ended: one of <see cref="RunCodes"/>.</param>
/// <param name="At">When that was noted, in whole seconds.</param>
/// <param name="Open">More will come of it: a task, or another try.</param>
public sealed partial record JobRun(long Key, int Try, string State, DateTimeOffset At, bool Open)
{
    /// <summary>Noted before RunTask is called.</summary>
    public const string Begun = "run";

    public bool IsBegun => Open && State == Begun;

    /// <summary>A try failed, and another one is to come.</summary>
    public bool IsToBeTried => Open && State != Begun;

    public bool Failed => State is not (Begun or RunCodes.Ok or RunCodes.Skipped or RunCodes.Replaced);

    /// <summary>Names the try: for the client token, and for startedBy.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Key}/{Try}");

    public DateTimeOffset Firing => DateTimeOffset.FromUnixTimeSeconds(Key);

    public static JobRun Begin(long key, int number, DateTimeOffset now) => new(key, number, Begun, Whole(now), Open: true);

    public static JobRun End(long key, string code, DateTimeOffset now) => new(key, 1, code, Whole(now), Open: false);

    /// <summary>How far it has come: of two notes of one run the later one counts.</summary>
    internal (int Try, int Step) Progress => (Try, IsBegun ? 0 : Open ? 1 : 2);

    /// <summary>As the tag <see cref="OwnerTags.Runs"/> spells it, at most 31 characters. Times are seconds after the firing: eight runs must fit a tag.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key}.{Try}={State}{(Open ? '@' : '+')}{Math.Max(0, At.ToUnixTimeSeconds() - Key)}");

    public static JobRun? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        var key = Number("key");
        return new JobRun(key, (int)Number("try"), match.Groups["state"].Value, DateTimeOffset.FromUnixTimeSeconds(key + Number("at")), match.Groups["open"].Value == "@");

        long Number(string name) => long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
    }

    public static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    // Twice ten digits of seconds end in the year 2603, which every calendar has.
    [GeneratedRegex(@"\A(?<key>[0-9]{1,10})\.(?<try>[0-9]{1,3})=(?<state>[a-z0-9-]{1,9})(?<open>[@+])(?<at>[0-9]{1,10})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}

/// <summary>How a run ended.</summary>
public static class RunCodes
{
    public const string Ok = "ok";

    /// <summary>It took longer than its timeout and was stopped.</summary>
    public const string Deadline = "deadline";

    /// <summary>The next firing took its place.</summary>
    public const string Replaced = "replaced";

    /// <summary>Nobody began it in time: an earlier run was under way, and the policy is Forbid.</summary>
    public const string Skipped = "skipped";

    /// <summary>Nobody began it in time.</summary>
    public const string Missed = "missed";

    /// <summary>ECS refused to start a task for as long as it was tried.</summary>
    public const string NoPlace = "no-place";

    /// <summary>Its task was not seen, and ECS does not show it any more if there was one.</summary>
    public const string Unknown = "unknown";

    /// <summary>Its task stopped without an exit code: it never ran, or somebody stopped it.</summary>
    public const string Stopped = "stopped";

    public static string Exit(int code) => string.Create(CultureInfo.InvariantCulture, $"exit-{code}");
}
