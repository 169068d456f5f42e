using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Publican.Aws;
using Publican.Leases;
using Publican.Observed;
using Publican.Stack;

namespace Publican.Tests.Leases;

/// <summary>The lease in a real PostgreSQL, by its real clock.</summary>
public sealed class PostgresLeaseStoreTests(PostgresLeaseStoreTests.Database database) : IClassFixture<PostgresLeaseStoreTests.Database>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromSeconds(20);
    private static int _databases;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_that_start_together_one_takes_the_lease_and_the_table_is_made_once()
    {
        var url = await NewAsync();
        var stores = Enumerable.Range(0, 8).Select(_ => new PostgresLeaseStore(LeaseDatabase.Parse(url))).ToList();
        var answers = await Task.WhenAll(stores.Select((store, index) => store.TakeAsync("production", $"holder {index}", Long, Cancel)));
        var leader = Assert.Single(answers, answer => answer.Taken);
        Assert.Equal((1, true), (leader.Epoch, leader.Orderly));

        // Whoever could not see the row yet sees it now.
        foreach (var (index, store) in stores.Index())
        {
            var again = await store.TakeAsync("production", $"holder {index}", Long, Cancel);
            Assert.Equal((leader.Holder, 1L), (again.Holder, again.Epoch));
            Assert.Equal(again.Holder == $"holder {index}", again.Taken);
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_that_race_for_a_lease_that_is_over_do_not_both_get_it()
    {
        await using var store = await OpenAsync();
        for (var round = 1; round <= 20; round++)
        {
            await store.TakeAsync("production", $"dead {round}", TimeSpan.Zero, Cancel);
            var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(index => Task.Run(() => store.TakeAsync("production", $"{round}/{index}", Long, Cancel))));
            Assert.Equal(2 * round, Assert.Single(answers, answer => answer.Taken).Epoch);
            await store.ReleaseAsync("production", answers.Single(answer => answer.Taken).Holder, Cancel);
        }
    }

    [Fact]
    public async Task A_lease_is_followed_only_when_it_is_over_by_the_databases_clock()
    {
        await using var store = await OpenAsync();
        await store.TakeAsync("production", "first", Short, Cancel);
        Assert.Equal(new LeaseAnswer(false, "first", 1, false), await store.TakeAsync("production", "second", Short, Cancel));

        LeaseAnswer? answer = null;
        await Wait.UntilAsync("the second takes the lease", async () => (answer = await store.TakeAsync("production", "second", Long, Cancel)).Taken, Patience, cancel: Cancel);
        Assert.Equal(new LeaseAnswer(true, "second", 2, Orderly: false), answer);
        Assert.False((await store.TakeAsync("production", "first", Long, Cancel)).Taken);
    }

    [Fact]
    public async Task A_holder_renews_as_often_as_it_likes_also_when_it_came_late_and_nobody_else_did()
    {
        await using var store = await OpenAsync();
        for (var renewal = 0; renewal < 5; renewal++)
            Assert.Equal(1, (await store.TakeAsync("production", "first", TimeSpan.Zero, Cancel)).Epoch);
        await store.TakeAsync("production", "first", Long, Cancel);
        Assert.False((await store.TakeAsync("production", "second", Long, Cancel)).Taken);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_only_its_holder_can_give_it_back()
    {
        await using var store = await OpenAsync();
        await store.TakeAsync("production", "first", Long, Cancel);
        await store.ReleaseAsync("production", "second", Cancel);
        Assert.False((await store.TakeAsync("production", "second", Long, Cancel)).Taken);

        await store.ReleaseAsync("production", "first", Cancel);
        Assert.Equal(new LeaseAnswer(true, "second", 2, Orderly: true), await store.TakeAsync("production", "second", Long, Cancel));
    }

    [Fact]
    public async Task Environments_have_leases_of_their_own()
    {
        await using var store = await OpenAsync();
        Assert.True((await store.TakeAsync("production", "first", Long, Cancel)).Taken);
        Assert.True((await store.TakeAsync("staging", "second", Long, Cancel)).Taken);
    }

    [Fact]
    public async Task A_table_that_exists_is_enough_no_right_to_create_one_is_needed()
    {
        var url = await NewAsync();
        await using (var owner = new PostgresLeaseStore(LeaseDatabase.Parse(url)))
            await owner.TakeAsync("production", "owner", TimeSpan.Zero, Cancel);
        var name = new Uri(url).AbsolutePath[1..];
        await using (var source = NpgsqlDataSource.Create(database.Server.ConnectionString(name)))
        await using (var grant = source.CreateCommand($"create role clerk_{name} login; grant select, insert, update on publican_lease to clerk_{name}"))
            await grant.ExecuteNonQueryAsync(Cancel);

        await using var clerk = new PostgresLeaseStore(LeaseDatabase.Parse(url.Replace("beers_owner", $"clerk_{name}", StringComparison.Ordinal)));
        Assert.True((await clerk.TakeAsync("production", "clerk", Long, Cancel)).Taken);
    }

    [Fact]
    public async Task A_database_that_restarts_loses_no_lease()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var store = new PostgresLeaseStore(LeaseDatabase.Parse(await server.CreateDatabaseAsync("publican")));
        await store.TakeAsync("production", "first", Long, Cancel);

        await server.StopAsync();
        var away = await Assert.ThrowsAsync<LeaseStoreException>(() => store.TakeAsync("production", "first", Long, Cancel));
        Assert.StartsWith("the database", away.Message, StringComparison.Ordinal);

        await server.StartAsync();
        Assert.Equal(1, (await store.TakeAsync("production", "first", Long, Cancel)).Epoch);
        Assert.False((await store.TakeAsync("production", "second", Long, Cancel)).Taken);
    }

    [Fact]
    public async Task A_holder_that_was_stopped_wakes_up_as_a_standby_and_sends_nothing()
    {
        await using var store = await OpenAsync();
        FakeTimeProvider its = new(), others = new();
        var stopped = new LeaseKeeper(store, "stopped", LeaseTiming.Default, its, NullLogger<LeaseKeeper>.Instance);
        var other = new LeaseKeeper(store, "other", LeaseTiming.Default, others, NullLogger<LeaseKeeper>.Instance);
        await stopped.AskAsync("production", Cancel);
        await other.AskAsync("production", Cancel);
        Assert.Equal((Standing.Leads, Standing.Follows), (stopped.Look("production").Standing, other.Look("production").Standing));

        // SIGSTOP: its clock goes on, it does not; its row runs out by the database's clock.
        its.Advance(LeaseTiming.Default.Duration);
        await store.TakeAsync("production", "stopped", TimeSpan.Zero, Cancel);
        await other.AskAsync("production", Cancel);
        Assert.Equal((Standing.Leads, 2L), (other.Look("production").Standing, other.Look("production").Epoch));

        var gate = new LeaseGate(stopped, "production");
        Assert.NotNull(gate.Refusal(new Sending(Purpose.TrafficHome, 1)));
        await stopped.AskAsync("production", Cancel);
        Assert.Equal("another instance leads: other", gate.Refusal(new Sending(Purpose.Change, 1)));
    }

    [Fact]
    public async Task A_refused_login_is_told_without_the_password()
    {
        await using var store = new PostgresLeaseStore(LeaseDatabase.Parse($"postgres://nobody:s3cret@127.0.0.1:{database.Server.Port}/postgres"));
        var error = await Assert.ThrowsAsync<LeaseStoreException>(() => store.TakeAsync("production", "first", Long, Cancel));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
    }

    private Task<string> NewAsync() => database.Server.CreateDatabaseAsync($"lease{Interlocked.Increment(ref _databases)}");

    private async Task<PostgresLeaseStore> OpenAsync() => new(LeaseDatabase.Parse(await NewAsync()));

    public sealed class Database : IAsyncLifetime
    {
        internal PostgresServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await PostgresServer.StartNewAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
