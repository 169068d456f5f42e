using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class BeersTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    [Fact]
    public async Task A_posted_beer_is_answered_and_found_again()
    {
        var answer = await api.Client.PostAsJsonAsync("/beers", new { name = "Cellar Door", style = "Porter", abv = 5.4 });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var posted = await ReadAsync(answer);
        Assert.Equal($"/beers/{posted.GetProperty("id").GetInt64()}", answer.Headers.Location!.ToString());
        Assert.Equal("Cellar Door", posted.GetProperty("name").GetString());
        Assert.Equal("Porter", posted.GetProperty("style").GetString());
        Assert.Equal(5.4m, posted.GetProperty("abv").GetDecimal());
        Assert.Equal(TimeSpan.Zero, posted.GetProperty("createdAt").GetDateTimeOffset().Offset);
        var found = await ReadAsync(await api.Client.GetAsync(answer.Headers.Location));
        Assert.Equal(posted.GetRawText(), found.GetRawText());
    }

    [Fact]
    public async Task White_space_is_cut_off_and_unicode_is_kept()
    {
        var beer = await PostAsync(new { name = "  Bière de Garde 🍺\u2003", style = " 黑啤酒 ", abv = 7 });

        Assert.Equal("Bière de Garde 🍺", beer.GetProperty("name").GetString());
        Assert.Equal("黑啤酒", beer.GetProperty("style").GetString());
    }

    [Fact]
    public async Task A_style_may_be_left_out_and_more_fields_are_passed_over()
    {
        var beer = await PostAsync(new { name = "Plain", abv = 0, brewery = "of a later release" });

        Assert.Equal(JsonValueKind.Null, beer.GetProperty("style").ValueKind);
        Assert.False(beer.TryGetProperty("brewery", out _));
    }

    [Theory]
    [InlineData("'); DROP TABLE beers; --")]
    [InlineData("x' OR '1'='1")]
    [InlineData("$1; SELECT pg_sleep(10) \\ \"quoted\"")]
    public async Task A_name_that_looks_like_sql_is_stored_as_it_is(string name)
    {
        var beer = await PostAsync(new { name, style = name, abv = 5 });

        var stored = await Sql.ScalarAsync(api.DatabaseUrl, $"SELECT name FROM public.beers WHERE id = {beer.GetProperty("id").GetInt64()}");
        Assert.Equal(name, stored);
        var listed = await ReadAsync(await api.Client.GetAsync($"/beers?style={Uri.EscapeDataString(name)}"));
        Assert.All(listed.EnumerateArray(), found => Assert.Equal(name, found.GetProperty("style").GetString()));
        Assert.NotEmpty(listed.EnumerateArray());
    }

    [Fact]
    public async Task Pages_of_a_style_hold_every_beer_once_in_the_order_of_their_ids()
    {
        var expected = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            expected.Add((await PostAsync(new { name = $"Page {i}", style = "Paged & sorted", abv = i })).GetProperty("id").GetInt64());
            await PostAsync(new { name = "Between", style = "Other", abv = 1 });
        }

        var sizes = new List<int>();
        var seen = new List<long>();
        for (var next = $"/beers?limit=3&style={Uri.EscapeDataString("Paged & sorted")}"; next is not null;)
        {
            var answer = await api.Client.GetAsync(next);
            var page = (await ReadAsync(answer)).EnumerateArray().Select(beer => beer.GetProperty("id").GetInt64()).ToList();
            sizes.Add(page.Count);
            seen.AddRange(page);
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(expected, seen);
        Assert.Equal([3, 3, 1], sizes);
    }

    [Theory]
    [InlineData("/beers/9223372036854775807")]
    [InlineData("/beers/99999999999999999999999")]
    [InlineData("/beers/-1")]
    [InlineData("/beers/stout")]
    [InlineData("/wines")]
    public async Task What_is_not_there_is_a_404_problem(string path) =>
        await ProblemAssert.IsAsync(await api.Client.GetAsync(path), HttpStatusCode.NotFound);

    [Fact]
    public async Task The_root_tells_name_and_version()
    {
        var about = await ReadAsync(await api.Client.GetAsync("/"));

        Assert.Equal("beer-api", about.GetProperty("name").GetString());
        Assert.Equal("7.8.9", about.GetProperty("version").GetString());
    }

    private async Task<JsonElement> PostAsync(object beer)
    {
        var answer = await api.Client.PostAsJsonAsync("/beers", beer);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await ReadAsync(answer);
    }

    private static Task<JsonElement> ReadAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();
}
