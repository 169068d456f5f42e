using Publican.Levers;
using Publican.Observed;
using Publican.Status;

namespace Publican.Tests.Levers;

public sealed class JobWishTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), Second = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_failed_run_can_be_tried_again_and_a_suspension_stays()
    {
        var suspended = new Intents(Apply("suspend nightly", Job("Succeeded")), []);
        Assert.Equal(
            [new Intent(Verb.Suspend, null, null, "ann", Second), new Intent(Verb.Retry, "h1:new", null, "ann", Second)],
            Apply("retry nightly", Job("Failed"), new Intents([.. suspended.All, new Intent(Verb.Retry, "h1:old", null, "bob", Now)], [])));
    }

    [Fact]
    public void Resume_takes_the_suspension_away() =>
        Assert.Empty(Apply("resume nightly", Job("Succeeded"), new Intents(Apply("suspend nightly", Job("Succeeded")), [])));

    [Theory]
    [InlineData("retry nightly", "Succeeded", "nothing to retry: the newest run of nightly has not failed for good")]
    [InlineData("retry nightly", "TryAgain", "nothing to retry: the newest run of nightly has not failed for good")]
    [InlineData("resume nightly", "Failed", "nothing to resume: nightly is not suspended by a person")]
    [InlineData("promote nightly", "Failed", "nightly is a job and has no rollout: it takes suspend, resume and retry")]
    [InlineData("unpin nightly", "Failed", "nightly is a job and has no rollout: it takes suspend, resume and retry")]
    public void What_a_job_cannot_do_is_said(string typed, string state, string message) =>
        Assert.Equal(message, Assert.Throws<LeverException>(() => Apply(typed, Job(state))).Message);

    private static System.Collections.Immutable.ImmutableArray<Intent> Apply(string typed, ServiceStatus job, Intents? before = null) =>
        Wish.Apply(LeverArguments.Parse([.. typed.Split(' '), "--by", "ann"], "root"), job, before ?? Intents.None, Now);

    private static ServiceStatus Job(string state) => new()
    {
        Name = "nightly", Phase = "Waiting", DesiredRevision = "h1:new",
        Job = new JobStatus("CronJob", "0 3 * * *", "UTC", Suspended: false, Now, Now, [new RunStatus(Now, 1, state, "exit-1", 1, null, null, null, null)]),
    };
}
