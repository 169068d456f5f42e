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

    private async Task<JsonElement> SeedAsync()
    {
        var answer = await api.Client.PostAsync("/seed", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
