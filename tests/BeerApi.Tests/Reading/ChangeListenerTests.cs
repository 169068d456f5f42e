using BeerApi.Configuration;
using BeerApi.Reading;
using BeerApi.Tests.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace BeerApi.Tests.Reading;

/// <summary>The listener at a real database, by a clock of the test's own.</summary>
public sealed class ChangeListenerTests(PostgresFixture postgres)
{
    private readonly ListLogger<ChangeListener> log = new();
    private readonly BeerCopy copy = new(Settings.Read(name => name == "DATABASE_URL" ? "postgres://beer@db/beers" : null));

    [Fact]
    public async Task Writes_of_others_do_not_make_it_call_more_often()
    {
        var (url, time) = (await MigratedAsync(), new FakeTimeProvider());
        var heard = new Heard(time);
        using var listener = await StartAsync(url, heard, time);
        await Eventually.True(() => Task.FromResult(heard.IsTrusted), "the first echo is back");
        // Nobody but a call takes this back.
        Assert.True(heard.Includes(ReadAfter.Nothing));

        for (var write = 0; write < 20; write++)
        {
            await WriteAndHearAsync(url);
        }
        Assert.True(heard.TakeWanted());

        Assert.True(heard.Includes(ReadAfter.Nothing));
        time.Advance(Heard.Trust);
        Assert.False(heard.IsTrusted);
        await Eventually.True(() => Task.FromResult(heard.IsTrusted), "it calls when a beat has passed");
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nothing_is_trusted_from_the_moment_the_connection_is_lost()
    {
        var (url, time) = (await MigratedAsync(), new FakeTimeProvider());
        var heard = new Heard(time);
        using var listener = await StartAsync(url, heard, time);
        await Eventually.True(() => Task.FromResult(heard.IsTrusted), "the first echo is back");

        await Sql.ScalarAsync(url, $"SELECT pg_terminate_backend({await Memory.ListenerAsync(url)})");

        // The clock stands: no echo grows old, and the pause before the next attempt does not end.
        await Eventually.True(() => Task.FromResult(!heard.IsTrusted), "the loss is noticed");
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_mistake_of_its_own_is_logged_and_it_begins_anew()
    {
        var (url, time) = (await MigratedAsync(), new BrokenOnce());
        var heard = new Heard(TimeProvider.System);
        using var listener = await StartAsync(url, heard, time);

        await Eventually.True(() => Task.FromResult(heard.Includes(ReadAfter.Nothing)), "it hears");

        Assert.Contains("Error: The listener for changes made a mistake", log.Text, StringComparison.Ordinal);
        Assert.False(listener.ExecuteTask!.IsCompleted);
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task<ChangeListener> StartAsync(string url, Heard heard, TimeProvider time)
    {
        var settings = Settings.Read(name => name == "DATABASE_URL" ? url : null);
        var listener = new ChangeListener(settings, copy, heard, time, log);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    private async Task WriteAndHearAsync(string url)
    {
        await copy.Pages.AskAsync("", _ => Task.FromResult<Rendered?>(new Rendered("[]"u8.ToArray())));
        await Sql.ScalarAsync(url, "INSERT INTO public.beers (name, abv) VALUES ('Foreign', 1)");
        await Eventually.True(() => Task.FromResult(copy.Pages.Find("") is null), "the write is heard");
    }

    private async Task<string> MigratedAsync()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        return url;
    }

    private sealed class BrokenOnce : TimeProvider
    {
        private bool broken;

        public override long GetTimestamp()
        {
            if (!broken)
            {
                broken = true;
                throw new InvalidOperationException("no clock");
            }
            return base.GetTimestamp();
        }
    }
}
