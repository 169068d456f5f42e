using System.Text.RegularExpressions;
using CsCheck;
using Publican.Observed;
using Publican.Tests.Rollouts;

namespace Publican.Tests.CronJobs;

/// <summary>What is stored about runs, for any value.</summary>
public sealed partial class RunRecordTests(ITestOutputHelper output)
{
    private static readonly Gen<JobRun> Some =
        from key in Gen.Long[0, 9]
        from number in Gen.Int[1, 99]
        from open in Gen.Bool
        from state in Gen.OneOf(JobRun.Begun, RunCodes.Ok, RunCodes.Exit(255), RunCodes.Deadline, RunCodes.Replaced, RunCodes.NoPlace)
        from seconds in Gen.Long[0, 600_000]
        select new JobRun(1_764_164_400 + (key * 60), number, open || state != JobRun.Begun ? state : RunCodes.Ok, DateTimeOffset.FromUnixTimeSeconds(1_764_165_000 + seconds), open);

    private static readonly Gen<RunRecord> Records =
        from runs in Some.Array[0, 12]
        from since in Gen.Long[1_000_000_000, 2_000_000_000].Nullable()
        from floor in Gen.OneOf(0L, 1_764_164_400, 1_764_164_640, 1_764_164_820)
        select runs.Aggregate(RunRecord.Empty with { Floor = floor, Schedule = since is { } at ? new NotedSchedule("cb4a1d8a", DateTimeOffset.FromUnixTimeSeconds(at)) : null }, (record, run) => record.With(run));

    [Fact]
    public void What_is_written_is_read_again() => Records.Check(record => Parse(record).SameAs(record), output.WriteLine, Runs.Many);

    [Fact]
    public void Eight_runs_fit_a_tag_in_letters_that_aws_takes() => Records.Check(
        record => CannotBe(record) || record.Trim(RunRecord.Most).ToTags().All(tag => tag.Value.Length <= 256 && Letters().IsMatch(tag.Value)), output.WriteLine, Runs.Many);

    [Fact]
    public void The_order_in_which_notes_are_put_together_does_not_matter() => Gen.Select(Records, Records).Check(
        pair => pair is var (one, other) && Steps(one.Merge(other)) == Steps(other.Merge(one)) && one.Merge(one).SameAs(one) && Steps(one.Merge(other).Merge(one)) == Steps(one.Merge(other)), output.WriteLine, Runs.Many);

    [Fact]
    public void What_is_open_and_the_newest_run_are_never_trimmed_away() => Gen.Select(Records, Gen.Int[1, 8]).Check(
        pair => pair is var (record, history) && (CannotBe(record) || (record.Trim(history).Newest == record.Newest && record.Open.SequenceEqual(record.Trim(history).Open))), output.WriteLine, Runs.Many);

    [Fact]
    public void A_run_that_is_over_and_forgotten_is_not_open_again_because_an_older_definition_says_so()
    {
        var begun = RunRecord.Empty.With(JobRun.Begin(60, 1, DateTimeOffset.FromUnixTimeSeconds(60)));
        var later = Enumerable.Range(1, 5).Aggregate(begun, (record, minute) => record.With(JobRun.End(minute * 60, RunCodes.Ok, DateTimeOffset.FromUnixTimeSeconds(minute * 60))).Trim(3));
        Assert.Equal("300.1=ok+0 240.1=ok+0 180.1=ok+0 /120", later.ToTags().Single().Value);
        Assert.Empty(later.Merge(begun).Open);
        Assert.True(begun.Merge(later).SameAs(later));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1764164400.1=run")]
    [InlineData("1764164400.1=run@99999999999")]
    [InlineData("1764164400.1=run@-5")]
    [InlineData("17641644000.1=run@1")]
    [InlineData("x.1=ok+1")]
    public void What_is_not_understood_reads_as_absent(string tag) => Assert.Empty(RunRecord.Parse(new Dictionary<string, string> { [OwnerTags.Runs] = tag, [OwnerTags.Schedule] = tag }).Runs);

    /// <summary>No run is begun beside eight open ones, so a newest one that is over has seven of them at most beside it.</summary>
    private static bool CannotBe(RunRecord record) => record.Open.Count() > (record.Newest?.Open == false ? RunRecord.Most - 1 : RunRecord.Most);

    private static RunRecord Parse(RunRecord record) => RunRecord.Parse(record.ToTags().ToDictionary());

    // Of two notes that are equally far either may stand.
    private static string Steps(RunRecord record) => string.Join(' ', record.Runs.Select(run => FormattableString.Invariant($"{run.Name} {run.Open} {run.IsBegun}"))) + record.Schedule;

    [GeneratedRegex(@"\A[A-Za-z0-9 _.:/=+@-]*\z")]
    private static partial Regex Letters();
}
