using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Database;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests.Reading;

/// <summary>What becomes of the copy when a process does not hear what others change, and what it never does: answer with less than a client wrote.</summary>
public sealed class ListenerTests(PostgresFixture postgres)
{
    private static readonly Dictionary<string, string> NoCopy = new() { ["READ_COPY_MB"] = "0" };

    [Fact]
    public async Task Without_a_token_a_process_that_hears_nothing_goes_back_to_the_database_within_a_second()
    {
        var url = await MigratedAsync();
        await using var deaf = await BeerProcess.ServeAsync(url);
        var id = await Beers.AddAsync(deaf.Client, "Porter");
        await Memory.AnswersAsync(deaf.Client, url, $"/beers/{id}");
        await using (Stopped.Process(await Memory.ListenerAsync(url)))
        {
            await Sql.ScalarAsync(url, "UPDATE public.beers SET abv = 12");

            await Eventually.True(async () => await Beers.AbvAsync(deaf.Client, id) == 12, "the copy is not used any more");
        }
    }

    [Fact]
    public async Task Nothing_is_missed_when_the_listener_loses_its_connection()
    {
        var url = await MigratedAsync();
        await using var server = await BeerProcess.ServeAsync(url);
        var id = await Beers.AddAsync(server.Client, "Porter");
        for (var abv = 11; abv <= 13; abv++)
        {
            await Memory.AnswersAsync(server.Client, url, $"/beers/{id}");

            await Sql.ScalarAsync(url, $"SELECT pg_terminate_backend({await Memory.ListenerAsync(url)})");
            await Sql.ScalarAsync(url, $"UPDATE public.beers SET abv = {abv}");

            await Eventually.True(async () => await Beers.AbvAsync(server.Client, id) == abv, $"the change to {abv} is seen");
            await Memory.AnswersAsync(server.Client, url, $"/beers/{id}");
            Assert.Equal(abv, await Beers.AbvAsync(server.Client, id));
        }
        Assert.Contains("Changes are not heard", server.Output, StringComparison.Ordinal);
    }

    /// <summary>The promise as a whole, with everything at once: two processes, clients that write and read at either, listeners that die.</summary>
    [Fact]
    public async Task No_client_ever_reads_older_data_than_it_wrote()
    {
        var url = await MigratedAsync();
        await using var one = await BeerProcess.ServeAsync(url);
        await using var two = await BeerProcess.ServeAsync(url);
        await Memory.AnswersAsync(one.Client, url, "/beers");
        await Memory.AnswersAsync(two.Client, url, "/beers");
        using var over = new CancellationTokenSource();

        var clients = Enumerable.Range(0, 6).Select(number => new WritingClient([one.Client, two.Client], $"Style {number}", number).RunAsync(20)).ToList();
        var chaos = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await Sql.ScalarAsync(url, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'beer-api listener' AND datname = current_database()");
                await Memory.HeardAgainAsync(one, two);
            }
        });

        await Task.WhenAll(clients);
        await over.CancelAsync();
        await chaos;
    }

    [Fact]
    public async Task Without_the_triggers_every_read_asks_the_database_until_they_are_there()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url, "--to", $"{MigrationCatalog.Oldest}");
        await Sql.ScalarAsync(url, "INSERT INTO public.beers (name, abv) VALUES ('Old', 1)");
        await using var server = await BeerProcess.ServeAsync(url, environment: new Dictionary<string, string> { ["SCHEMA_VERSION"] = $"{MigrationCatalog.Oldest}" });
        await Eventually.True(() => Task.FromResult(server.Output.Contains("the triggers on public.beers are missing", StringComparison.Ordinal)), "the server says what is missing");
        for (var abv = 2; abv < 20; abv++)
        {
            await Sql.ScalarAsync(url, $"UPDATE public.beers SET abv = {abv}");
            Assert.Equal(abv, await Beers.AbvAsync(server.Client, 1));
        }

        await BeerProcess.MigrateAsync(url);

        await Memory.AnswersAsync(server.Client, url, "/beers/1");
    }

    [Fact]
    public async Task A_trigger_that_is_switched_off_by_hand_ends_the_use_of_the_copy()
    {
        var url = await MigratedAsync();
        await using var server = await BeerProcess.ServeAsync(url);
        var id = await Beers.AddAsync(server.Client, "Porter");
        await Memory.AnswersAsync(server.Client, url, $"/beers/{id}");

        await Sql.ScalarAsync(url, "ALTER TABLE public.beers DISABLE TRIGGER beers_tell_update");
        await Sql.ScalarAsync(url, "UPDATE public.beers SET abv = 12");

        await Eventually.True(async () => await Beers.AbvAsync(server.Client, id) == 12, "the database is asked");
    }

    [Fact]
    public async Task Without_a_copy_there_is_no_listener_and_every_read_asks_the_database()
    {
        var url = await MigratedAsync();
        await using var server = await BeerProcess.ServeAsync(url, environment: NoCopy);
        var id = await Beers.AddAsync(server.Client, "Porter");
        for (var abv = 2; abv < 20; abv++)
        {
            await Sql.ScalarAsync(url, $"UPDATE public.beers SET abv = {abv}");
            Assert.Equal(abv, await Beers.AbvAsync(server.Client, id));
        }

        Assert.Equal(0L, await Sql.ScalarAsync(url, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'beer-api listener' AND datname = current_database()"));
    }

    private async Task<string> MigratedAsync()
    {
        var url = await postgres.CreateDatabaseAsync();
        var (exitCode, output) = await BeerProcess.MigrateAsync(url);
        Assert.True(exitCode == 0, output);
        return url;
    }
}
