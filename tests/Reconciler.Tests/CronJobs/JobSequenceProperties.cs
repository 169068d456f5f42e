using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Tests.Rollouts;

namespace Publican.Tests.CronJobs;

/// <summary>Any sequence of crashes, absences, lost and late calls, refusals, old reads, new revisions and clock moves: each firing at most once, and none missed that need not be.</summary>
public sealed class JobSequenceProperties(ITestOutputHelper output)
{
    private static readonly Gen<JobWorld.Step> Steps =
        from seconds in Gen.OneOf(0, 1, 3, 20, 60, 400, 4000)
        from fate in Gen.Frequency((6, JobWorld.Fate.Done), (1, JobWorld.Fate.LostAnswer), (1, JobWorld.Fate.Late), (1, JobWorld.Fate.Refused), (1, JobWorld.Fate.DiesBefore), (1, JobWorld.Fate.DiesAfter))
        from restarts in Gen.Frequency((5, false), (1, true))
        from isOld in Gen.Frequency((4, false), (1, true))
        from commits in Gen.Frequency((9, false), (1, true))
        from skew in Gen.Frequency((8, 0), (1, -90), (1, 90))
        select new JobWorld.Step(seconds, fate, restarts, isOld, commits, skew);

    private static readonly CronSpec EveryTenMinutes = JobScene.Hourly with { Schedule = "*/10 * * * *", Concurrency = Concurrency.Allow };

    [Theory]
    [InlineData(Concurrency.Allow, 1)]
    [InlineData(Concurrency.Allow, 20)]
    [InlineData(Concurrency.Forbid, 1)]
    public void A_firing_is_run_at_most_once_and_none_inside_its_starting_deadline_is_missed(Concurrency policy, int deadline) =>
        Steps.Array[0, 60].Check(steps => Try(steps, policy, deadline, _ => { }), output.WriteLine, Runs.Lives / 3);

    [Fact]
    public void A_job_is_run_exactly_once() => Steps.Array[0, 60].Check(
        steps =>
        {
            var world = new JobWorld(JobScene.Once, lasts: 30);
            world.Play([.. steps.Select(step => step with { Commits = false, Seconds = Math.Min(step.Seconds, 400) })]);
            world.Rest(TimeSpan.FromMinutes(35));
            return world.Problem() ?? (world.Started(0) == 1 ? null : $"started {world.Started(0)} times: {world.Story}");
        },
        output.WriteLine, Runs.Lives);

    [Fact]
    public void A_run_that_is_not_noted_first_would_be_found() => Assert.NotNull(Broken(world => world.ForgetsNotes = true));

    [Fact]
    public void A_token_of_its_own_for_each_call_would_be_found() => Assert.NotNull(Broken(world => world.IgnoresTokens = true));

    private static string? Broken(Action<JobWorld> breakIt)
    {
        string? found = null;
        var draw = new Random(7);
        for (var tries = 0; tries < 400 && found is null; tries++)
        {
            JobWorld.Step[] steps = [.. Enumerable.Range(0, 40).Select(_ => new JobWorld.Step(new[] { 0, 20, 4000 }[draw.Next(3)], (JobWorld.Fate)draw.Next(6), draw.Next(3) == 0, draw.Next(4) == 0, Commits: false, Skew: 0))];
            found = Try(steps, Concurrency.Allow, 20, breakIt);
        }

        return found;
    }

    private static string? Try(JobWorld.Step[] steps, Concurrency policy, int deadline, Action<JobWorld> with)
    {
        var world = new JobWorld(JobScene.Cron with { Cron = EveryTenMinutes with { Concurrency = policy, StartingDeadline = TimeSpan.FromHours(deadline) } }, lasts: 30);
        with(world);
        world.Play([.. steps]);
        var taken = world.LatestLook > world.Now ? world.LatestLook : world.Now;
        var (newest, since) = (world.Newest(), world.Since);
        world.Rest(TimeSpan.FromMinutes(35));
        if (world.Problem() is { } problem)
            return problem;
        if (newest is { } due && due > since && world.Started(due.ToUnixTimeSeconds()) != 1)
            return $"the firing of {due:HH:mm}, inside its deadline, was started {world.Started(due.ToUnixTimeSeconds())} times: {world.Story}";
        for (var firing = JobWorld.Begin; firing <= world.Now - TimeSpan.FromMinutes(2); firing += TimeSpan.FromMinutes(10))
        {
            if (firing > taken && firing > world.Since && world.Started(firing.ToUnixTimeSeconds()) != 1)
                return $"the firing of {firing:HH:mm} was started {world.Started(firing.ToUnixTimeSeconds())} times: {world.Story}";
        }

        return null;
    }
}

internal static class Sentences
{
    /// <summary>A property that says what is wrong.</summary>
    public static void Check<T>(this Gen<T[]> gen, Func<T[], string?> problem, Action<string> write, int times) =>
        gen.Check(drawn => problem(drawn) is null, write, times, drawn => $"{problem(drawn)}: {string.Join(' ', drawn)}");
}
