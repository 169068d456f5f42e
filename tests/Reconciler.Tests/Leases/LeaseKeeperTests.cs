using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Publican.Aws;
using Publican.Leases;
using Publican.Observed;

namespace Publican.Tests.Leases;

public sealed class LeaseKeeperTests
{
    private const string Environment = "production";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly InMemoryLeaseStore _store;
    private readonly LeaseKeeper _first, _second;

    public LeaseKeeperTests()
    {
        _store = new InMemoryLeaseStore(_clock);
        (_first, _second) = (Keeper("first"), Keeper("second"));
    }

    [Fact]
    public void A_call_ends_before_the_next_holder_can_begin()
    {
        Assert.True(AwsClients.CallTimeout < LeaseTiming.Default.Duration - LeaseTiming.Default.RenewDeadline);
        Assert.Throws<ArgumentException>(() => new LeaseTiming(25 * Second, 15 * Second, 3 * Second));
    }

    [Fact]
    public void A_renewal_may_fail_without_ending_the_lease()
    {
        Assert.True(LeaseTiming.Default.RenewDeadline > 2 * LeaseTiming.Default.RetryPeriod);
        Assert.Throws<ArgumentException>(() => new LeaseTiming(30 * Second, 6 * Second, 3 * Second));
    }

    [Fact]
    public void Before_the_first_answer_nothing_is_allowed()
    {
        Assert.Equal(Standing.Observes, _first.Look(Environment).Standing);
        Assert.NotNull(Refusal(_first, Purpose.TrafficHome));
    }

    [Fact]
    public async Task One_leads_and_the_other_follows()
    {
        Assert.True(await AskAsync(_first));
        Assert.True(await AskAsync(_second));
        Assert.Equal((Standing.Leads, "first", 1), Of(_first));
        Assert.Equal((Standing.Follows, "first", 0), Of(_second));
        Assert.Null(Refusal(_first, Purpose.Change));
        Assert.Contains("another instance leads: first", Refusal(_second, Purpose.TrafficHome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewal_changes_nothing_and_keeps_the_lease()
    {
        await AskAsync(_first);
        for (var renewal = 0; renewal < 20; renewal++)
        {
            _clock.Advance(3 * Second);
            Assert.False(await AskAsync(_first));
            await AskAsync(_second);
        }

        Assert.Equal((Standing.Leads, "first", 1), Of(_first));
        Assert.Equal(DateTimeOffset.UnixEpoch, _first.Look(Environment).Since);
    }

    [Fact]
    public async Task A_holder_that_dies_is_followed_when_its_lease_is_over_and_waits_for_its_calls()
    {
        await AskAsync(_first);
        _clock.Advance(29 * Second);
        await AskAsync(_second);
        Assert.Equal(Standing.Follows, _second.Look(Environment).Standing);

        _clock.Advance(Second);
        Assert.True(await AskAsync(_second));
        Assert.Equal((Standing.Leads, "second", 2), Of(_second));
        Assert.Equal(AwsClients.CallTimeout, _second.Look(Environment).Quiet);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_can_be_taken_at_once_and_leaves_no_call_under_way()
    {
        await AskAsync(_first);
        await _first.ReleaseAsync();
        Assert.Equal(Standing.Observes, _first.Look(Environment).Standing);

        await AskAsync(_second);
        Assert.Equal((Standing.Leads, "second", 2), Of(_second));
        Assert.Equal(TimeSpan.Zero, _second.Look(Environment).Quiet);
    }

    [Fact]
    public async Task A_standby_that_stops_does_not_give_back_what_is_not_its_own()
    {
        await AskAsync(_first);
        await AskAsync(_second);
        await _second.ReleaseAsync();
        Assert.Equal("first", _store.HolderOf(Environment));
    }

    [Fact]
    public async Task A_holder_that_slept_past_its_deadline_writes_nothing_until_it_has_asked()
    {
        await AskAsync(_first);
        _clock.Advance(LeaseTiming.Default.RenewDeadline);
        Assert.Equal((Standing.Observes, null, 1), Of(_first));
        Assert.NotNull(Refusal(_first, Purpose.Change));
        Assert.NotNull(Refusal(_first, Purpose.TrafficHome));

        // Nobody came in between: it is still the same lease, and what it remembers still holds.
        await AskAsync(_first);
        Assert.Equal((Standing.Leads, "first", 1), Of(_first));
    }

    [Fact]
    public async Task What_was_decided_before_a_break_in_the_lease_is_not_sent_after_it()
    {
        await AskAsync(_first);
        _clock.Advance(31 * Second);
        await AskAsync(_second);
        _clock.Advance(31 * Second);
        await AskAsync(_first);
        Assert.Equal((Standing.Leads, "first", 3), Of(_first));

        var gate = new LeaseGate(_first, Environment);
        Assert.Equal("it was decided in epoch 1 of the lease, and this is epoch 3", gate.Refusal(new Sending(Purpose.Change, 1)));
        Assert.Null(gate.Refusal(new Sending(Purpose.Change, 3)));
    }

    [Fact]
    public async Task The_time_that_an_answer_takes_is_taken_off_the_lease()
    {
        _store.Answering = () => _clock.Advance(2 * Second);
        await AskAsync(_first);
        _clock.Advance(LeaseTiming.Default.RenewDeadline - (2 * Second));
        Assert.Equal(Standing.Observes, _first.Look(Environment).Standing);
    }

    [Fact]
    public async Task A_process_that_sleeps_over_the_answer_does_not_believe_it()
    {
        _store.Answering = () => _clock.Advance(60 * Second);
        await AskAsync(_first);
        Assert.NotNull(Refusal(_first, Purpose.Change));
    }

    [Fact]
    public async Task While_the_database_is_away_the_holder_first_begins_nothing_and_then_only_brings_traffic_home()
    {
        await AskAsync(_first);
        _store.Away = true;
        await RetryUntilAsync(_first, 3 * Second);
        Assert.Equal(Standing.Unrenewed, _first.Look(Environment).Standing);
        Assert.Null(Refusal(_first, Purpose.Change));

        await RetryUntilAsync(_first, LeaseTiming.Default.RenewDeadline);
        Assert.Equal((Standing.CutOff, "first", 1), Of(_first));
        Assert.NotNull(Refusal(_first, Purpose.Change));
        Assert.Null(Refusal(_first, Purpose.TrafficHome));
    }

    [Fact]
    public async Task A_holder_that_slept_while_the_database_was_away_is_not_cut_off_but_asleep()
    {
        await AskAsync(_first);
        _store.Away = true;
        await RetryUntilAsync(_first, LeaseTiming.Default.RenewDeadline);
        _clock.Advance(60 * Second);
        Assert.Equal(Standing.Observes, _first.Look(Environment).Standing);
        Assert.NotNull(Refusal(_first, Purpose.TrafficHome));
    }

    [Fact]
    public async Task Without_the_database_a_standby_never_takes_over_and_a_start_only_observes()
    {
        await AskAsync(_first);
        await AskAsync(_second);
        _store.Away = true;
        _clock.Advance(TimeSpan.FromHours(1));
        await AskAsync(_second);
        Assert.Equal(Standing.Follows, _second.Look(Environment).Standing);

        var third = Keeper("third");
        await AskAsync(third);
        Assert.Equal(Standing.Observes, third.Look(Environment).Standing);
        Assert.Contains("the database is away", third.Look(Environment).Describe(), StringComparison.Ordinal);
        Assert.All([_second, third], keeper => Assert.NotNull(Refusal(keeper, Purpose.TrafficHome)));
    }

    [Fact]
    public async Task A_database_that_comes_back_gives_the_last_holder_its_lease_again()
    {
        await AskAsync(_first);
        _store.Away = true;
        await RetryUntilAsync(_first, TimeSpan.FromMinutes(10));
        _store.Away = false;
        await AskAsync(_first);
        Assert.Equal((Standing.Leads, "first", 1), Of(_first));
    }

    [Fact]
    public async Task The_lease_of_one_environment_says_nothing_about_another()
    {
        await AskAsync(_first);
        Assert.Equal(Standing.Observes, _first.Look("staging").Standing);

        await _first.AskAsync("staging", TestContext.Current.CancellationToken);
        Assert.Equal((Standing.Leads, Standing.Observes), (_first.Look("staging").Standing, _first.Look(Environment).Standing));
        Assert.Equal("", _store.HolderOf(Environment));
    }

    private async Task RetryUntilAsync(LeaseKeeper keeper, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += LeaseTiming.Default.RetryPeriod)
        {
            _clock.Advance(LeaseTiming.Default.RetryPeriod);
            await AskAsync(keeper);
        }
    }

    private LeaseKeeper Keeper(string name) => new(_store, name, LeaseTiming.Default, _clock, NullLogger<LeaseKeeper>.Instance);

    private static Task<bool> AskAsync(LeaseKeeper keeper) => keeper.AskAsync(Environment, TestContext.Current.CancellationToken);

    private static (Standing Standing, string? Holder, long Epoch) Of(LeaseKeeper keeper) =>
        keeper.Look(Environment) is var look ? (look.Standing, look.Holder, look.Epoch) : default;

    private static string? Refusal(LeaseKeeper keeper, Purpose purpose) => new LeaseGate(keeper, Environment).Refusal(new Sending(purpose, keeper.Look(Environment).Epoch));
}
