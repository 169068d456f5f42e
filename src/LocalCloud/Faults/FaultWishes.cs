using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;
using LocalCloud.Elb;
using LocalCloud.Traffic;

namespace LocalCloud.Faults;

/// <summary>Understands a wish for a fault and puts it into force.</summary>
internal sealed class FaultWishes(
    FaultTable table, HeldAnswers held, EcsState ecs, TaskRunner tasks, ElbStore balancers, FlappingTargets flapping, RegionOptions options, TimeProvider time)
{
    private readonly SplitMix _random = new((ulong)options.Seed, "crashes");

    /// <returns>What is in force now, as the page shows it.</returns>
    /// <exception cref="FaultRefusedException">Says what is wrong with the wish.</exception>
    public object Grant(FaultRequest wish) => wish.Kind switch
    {
        null => Hold(wish),
        "latency" => Shape(AddRule(wish, FaultKind.Latency, Needed(wish.Milliseconds, "milliseconds", 1, 600_000))),
        "error" => Shape(AddRule(wish, FaultKind.Error, 0)),
        "lose-answer" => Shape(AddRule(wish, FaultKind.LoseAnswer, 0)),
        "stale-reads" => Shape(AddRule(wish, FaultKind.StaleReads, Needed(wish.Milliseconds, "milliseconds", 1, 600_000))),
        "down" => Shape(AddRule(wish with { Seconds = wish.Seconds ?? throw Wrong("seconds: how long the endpoint is down is needed.") }, FaultKind.Down, 0)),
        "crash-task" => Crash(wish),
        "flap-target" => Flap(wish),
        var other => throw Wrong($"kind: '{other}' is not a fault. There are latency, error, lose-answer, stale-reads, down, crash-task, flap-target."),
    };

    public static object Shape(FaultRule rule) => new
    {
        rule.Id,
        Kind = rule.Kind switch
        {
            FaultKind.Latency => "latency",
            FaultKind.Error => "error",
            FaultKind.LoseAnswer => "lose-answer",
            FaultKind.StaleReads => "stale-reads",
            _ => "down",
        },
        rule.Caller,
        rule.Rate,
        rule.Left,
        Until = rule.Until?.UtcDateTime,
    };

    private HeldAnswer Hold(FaultRequest wish)
    {
        if (wish.HoldAnswerOf is not { } nth || nth < 1) throw Wrong("kind, or holdAnswerOf as a whole number from 1, is needed.");
        if (string.IsNullOrEmpty(wish.Caller)) throw Wrong("caller: an access key id is needed.");
        held.Hold(nth, wish.Caller);
        return held.Current;
    }

    private FaultRule AddRule(FaultRequest wish, FaultKind kind, int milliseconds)
    {
        if (wish.Rate is <= 0 or > 1) throw Wrong($"rate: {wish.Rate} is not a share above 0 and up to 1.");
        if (wish.Times is < 1) throw Wrong($"times: {wish.Times} is not a whole number from 1.");
        if (wish.Status is < 400 or > 599) throw Wrong($"status: {wish.Status} is not an HTTP error, 400 to 599.");
        if (wish.Action is { } action && !action.Contains(':')) throw Wrong($"action: '{action}' has no colon. Write service:Action, for example ecs:Update* or *:*.");
        return table.Add(id => new FaultRule(
            id, kind, new WildcardPattern(wish.Action ?? "*:*", ignoreCase: false), wish.Caller, wish.Rate ?? 1, wish.Times,
            wish.Seconds is null ? null : time.GetUtcNow() + Duration(wish), TimeSpan.FromMilliseconds(milliseconds), wish.Code, wish.Status ?? 500));
    }

    /// <summary>A crash is SIGKILL from outside, as when the machine runs out of memory.</summary>
    private object Crash(FaultRequest wish)
    {
        List<EcsTask> running;
        lock (ecs.Gate)
        {
            running = [.. ecs.Tasks.Values.Where(task => task.IsRunning && (wish.Task is { } id
                ? task.Id == id || task.Arn == id
                : task.Service?.Name == wish.Service)).OrderBy(task => task.CreatedAt)];
        }

        if (running.Count == 0) throw Wrong($"task or service: no running task of '{wish.Task ?? wish.Service}' is known.");
        var victim = running[(int)(_random.NextDouble() * running.Count)];
        tasks.Crash(victim.Id);
        return new { Kind = "crash-task", Task = victim.Id };
    }

    private object Flap(FaultRequest wish)
    {
        var group = balancers.Current.TargetGroups.Values.FirstOrDefault(group => group.Arn == wish.TargetGroup || group.Name == wish.TargetGroup)
            ?? throw Wrong($"targetGroup: there is no target group '{wish.TargetGroup}'.");
        var until = time.GetUtcNow() + (wish.Seconds is null ? throw Wrong("seconds: how long the targets flap is needed.") : Duration(wish));
        flapping.Flap(group.Arn, until);
        return new { Kind = "flap-target", TargetGroup = group.Arn, Until = until.UtcDateTime };
    }

    private static TimeSpan Duration(FaultRequest wish) => wish.Seconds is > 0 and <= 86_400
        ? TimeSpan.FromSeconds(wish.Seconds.Value)
        : throw Wrong($"seconds: {wish.Seconds} is not a time above 0 and up to 86400 s.");

    private static int Needed(int? value, string name, int from, int to) => value is { } number && number >= from && number <= to
        ? number
        : throw Wrong($"{name}: a whole number from {from} to {to} is needed, got {value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.");

    private static FaultRefusedException Wrong(string message) => new(message);
}
