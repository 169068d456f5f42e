using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What is stored, and the arithmetic of steps, for any value.</summary>
public sealed partial class RecordProperties(ITestOutputHelper output)
{
    private static readonly Gen<string> Revisions = Gen.Char["0123456789abcdef"].Array[16].Select(digits => $"h1:{new string(digits)}");

    private static readonly Gen<DateTimeOffset> Times = Gen.Long[1_500_000_000_000, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<ReleaseRecord> Records =
        from stable in Gen.OneOf<Colour?>(Colour.Blue, Colour.Green, null)
        from attempt in Gen.Select(Revisions, Gen.Int[1, 10], Gen.Bool, Gen.Int[1, 1000], Times, (revision, tries, moving, tasks, at) => new Attempt(revision, tries, moving, tasks, at)).Null()
        from bad in Gen.Select(Revisions, Gen.OneOf(Codes.Interrupted, Codes.JobTimeout, Codes.HttpCheck, Codes.Hand), (revision, code) => (revision, code)).Array[0, 12]
        from since in Gen.Select(Gen.Int[1, 100], Times, (weight, at) => new Since(weight, at)).Null()
        from retire in Times.Nullable()
        from retried in Gen.Select(Revisions, Times, (revision, at) => new Retried(revision, at)).Null()
        select bad.Aggregate(
            new ReleaseRecord { Stable = stable, Attempt = attempt, Since = since, RetireAt = retire, Retried = retried },
            (record, one) => record.WithBad(one.revision, one.code));

    /// <summary>Nonsense made of what tags are made of.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOf("/", "@", "=", " ", "-", "armed", "moving", "h1:", "blue"), Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)), Gen.String[0, 5])
        .Array[0, 12].Select(parts => string.Concat(parts));

    private static readonly Gen<RolloutSpec> Rollouts =
        from weights in Gen.Int[1, 99].HashSet[0, 8]
        from holds in Gen.Int[0, 600].Array[8]
        select Sample.Spec([.. weights.Order().Select((weight, index) => new StepSpec(weight, TimeSpan.FromSeconds(holds[index])))]).Rollout;

    [Fact]
    public void What_is_written_is_read_again_and_nothing_is_lost() =>
        Records.Check(record => ReleaseRecord.Parse(record.ChangesFrom(ReleaseRecord.Empty)).SameAs(record), output.WriteLine, Runs.Many);

    [Fact]
    public void Only_what_changed_is_written_and_that_is_enough() =>
        Gen.Select(Records, Records).Check(
            pair =>
            {
                var tags = pair.Item1.ChangesFrom(ReleaseRecord.Empty).SetItems(pair.Item2.ChangesFrom(pair.Item1));
                return ReleaseRecord.Parse(tags).SameAs(pair.Item2) && pair.Item1.ChangesFrom(pair.Item1).IsEmpty;
            },
            output.WriteLine, Runs.Many);

    [Fact]
    public void Every_tag_is_one_that_AWS_takes() =>
        Records.Check(record => record.ChangesFrom(ReleaseRecord.Empty).Values.All(value => TagValue().IsMatch(value)), output.WriteLine, Runs.Many);

    /// <summary>I7: whole seconds may make a time later, never earlier.</summary>
    [Fact]
    public void No_time_gets_shorter_by_being_written() =>
        Records.Check(
            record => ReleaseRecord.Parse(record.ChangesFrom(ReleaseRecord.Empty)) is var read
                && !(read.Since?.At < record.Since?.At) && !(read.RetireAt < record.RetireAt)
                && !(read.Since?.At >= record.Since?.At.AddSeconds(1)) && !(read.RetireAt >= record.RetireAt?.AddSeconds(1)),
            output.WriteLine, Runs.Many);

    [Fact]
    public void Any_text_in_a_tag_is_read_without_an_exception() =>
        Gen.Select(Texts, Gen.OneOf(ReleaseRecord.AttemptKey, ReleaseRecord.BadKey, ReleaseRecord.SinceKey, ReleaseRecord.RetireAtKey, ReleaseRecord.StableKey, ReleaseRecord.RetriedKey))
            .Check(tag => ReleaseRecord.Parse(new Dictionary<string, string> { [tag.Item2] = tag.Item1 }) is not null, output.WriteLine, Runs.Many);

    [Fact]
    public void Steps_rise_to_all_the_traffic_and_each_is_declared() =>
        Rollouts.Check(
            rollout =>
            {
                var walk = new List<int>();
                for (int? weight = 0; (weight = Steps.After(rollout, weight.Value)) is { } next;)
                    walk.Add(next);
                return walk.SequenceEqual([.. rollout.Steps.Select(step => step.Weight), Steps.All]) && walk.All(weight => Steps.IsDeclared(rollout, weight));
            },
            output.WriteLine, Runs.Many);

    [Fact]
    public void A_weight_that_is_no_step_has_the_hold_of_the_step_below_it_and_the_next_above_it() =>
        Gen.Select(Rollouts, Gen.Int[0, 100]).Check(
            at =>
            {
                var (rollout, weight) = at;
                var below = rollout.Steps.Where(step => step.Weight <= weight).ToList();
                var hold = weight == 100 ? rollout.Bake : below is [.., var last] ? last.Hold : TimeSpan.Zero;
                var above = rollout.Steps.Select(step => step.Weight).Append(100).Where(step => step > weight).ToList();
                return Steps.Hold(rollout, weight) == hold && Steps.After(rollout, weight) == (above is [var next, ..] ? next : null);
            },
            output.WriteLine, Runs.Many);

    [GeneratedRegex(@"\A[A-Za-z0-9 _.:/=+\-@]{1,256}\z")]
    private static partial Regex TagValue();
}
