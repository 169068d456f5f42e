using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class SeedTests(BeerApiFixture api, PostgresFixture postgres) : IClassFixture<BeerApiFixture>
{
    [Fact]
    public async Task Seeding_many_times_at_once_adds_each_beer_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SeedAsync()));

        Assert.Equal(10, answers.Sum(answer => answer.GetProperty("added").GetInt32()));
        Assert.All(answers, answer => Assert.Equal(10, answer.GetProperty("added").GetInt32() + answer.GetProperty("alreadyThere").GetInt32()));
        Assert.Equal(10L, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers"));
    }

    [Fact]
    public async Task Seeding_is_forbidden_unless_switched_on()
    {
        await using var server = await BeerProcess.ServeAsync(await postgres.CreateDatabaseAsync());

        await ProblemAssert.IsAsync(await server.Client.PostAsync("/seed", null), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_command_seeds_wherever_it_is_run_and_says_what_it_did()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);

        var (first, added) = await BeerProcess.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = url }, ["seed"]);
        var (second, again) = await BeerProcess.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = url }, ["seed"]);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (first, second));
        Assert.Contains("Added 10 beers, 0 were", added, StringComparison.Ordinal);
        Assert.Contains("Added 0 beers, 10 were", again, StringComparison.Ordinal);
    }

    private async Task<JsonElement> SeedAsync()
    {
        var answer = await api.Client.PostAsync("/seed", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
