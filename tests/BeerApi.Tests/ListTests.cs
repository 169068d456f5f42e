using System.Globalization;
using System.Net;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class ListTests(ListTests.Cellar cellar) : IClassFixture<ListTests.Cellar>
{
    private HttpClient Client => cellar.Api.Client;

    [Theory]
    [InlineData("id")]
    [InlineData("-id")]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("abv")]
    [InlineData("-abv")]
    public async Task Pages_in_every_order_hold_every_beer_once(string sort)
    {
        var column = sort.TrimStart('-');
        var direction = sort.StartsWith('-') ? "DESC" : "ASC";
        var expected = (string)(await Sql.ScalarAsync(
            cellar.Api.DatabaseUrl, $"SELECT string_agg(id::text, ',' ORDER BY {column} {direction}, id {direction}) FROM public.beers"))!;

        foreach (var limit in new[] { 1, 3, 7, 500 })
        {
            var listed = await Client.ListAllAsync($"/beers?limit={limit}&sort={sort}");
            Assert.Equal(expected, string.Join(',', listed.Select(beer => beer.Id())));
        }
    }

    [Theory]
    [InlineData("style=Porter", "style = 'Porter'")]
    [InlineData("abv_min=5", "abv >= 5")]
    [InlineData("abv_max=4.5", "abv <= 4.5")]
    [InlineData("abv_min=4.5&abv_max=4.5", "abv = 4.5")]
    [InlineData("q=ale", "name ILIKE '%ale%'")]
    [InlineData("q=ALE", "name ILIKE '%ale%'")]
    [InlineData("q=100%25", "position('100%' in name) > 0")]
    [InlineData("q=_", "position('_' in name) > 0")]
    [InlineData("q=%5C", "position('\\' in name) > 0")]
    [InlineData("q=%F0%9F%8D%BA", "position('🍺' in name) > 0")]
    [InlineData("style=Porter&abv_min=0.5&abv_max=6&q=ale&sort=-abv", "style = 'Porter' AND abv BETWEEN 0.5 AND 6 AND name ILIKE '%ale%'")]
    public async Task Filters_keep_what_they_say_on_every_page(string query, string condition)
    {
        var expected = (string?)await Sql.ScalarAsync(cellar.Api.DatabaseUrl, $"SELECT string_agg(id::text, ',' ORDER BY id) FROM public.beers WHERE {condition}") as string;
        Assert.NotNull(expected);

        var listed = await Client.ListAllAsync($"/beers?limit=2&{query}");

        Assert.Equal(expected, string.Join(',', listed.Select(beer => beer.Id()).Order()));
    }

    [Fact]
    public async Task Beers_that_come_and_go_between_two_pages_move_no_other_beer_out_of_sight()
    {
        using var first = await Client.GetAsync("/beers?limit=5&sort=name");
        var seen = (await first.JsonAsync()).EnumerateArray().Select(beer => beer.Id()).ToList();
        await Client.AddAsync(new { name = "0 before all others", abv = 1 });
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];

        seen.AddRange((await Client.ListAllAsync(next)).Select(beer => beer.Id()));

        Assert.Equal(Cellar.Count, seen.Distinct().Count());
        Assert.Equal(Cellar.Count, seen.Count);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        using var page = await Client.GetAsync("/beers?limit=1&sort=name");
        var cursor = page.Headers.GetValues("Link").Single().Split("cursor=")[1].Split('&', '>')[0];

        var problem = await ProblemAssert.IsAsync(await Client.GetAsync($"/beers?limit=1&sort=abv&cursor={cursor}"), HttpStatusCode.BadRequest);

        Assert.Contains("belongs to sort=name", problem.GetProperty("errors").GetProperty("cursor")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_body()
    {
        using var get = await Client.GetAsync("/beers?limit=2");
        using var head = await Client.SendAsync("HEAD", "/beers?limit=2");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.GetValues("Link"), head.Headers.GetValues("Link"));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Beers with equal names, equal strengths and names that a pattern would take for a pattern.</summary>
    public sealed class Cellar(PostgresFixture postgres) : IAsyncLifetime
    {
        private static readonly string[] Names = ["Pale Ale", "pale ale", "Stout", "100% Hops", "snake_case", "back\\slash", "Ärger", "黑啤酒", "🍺🍺"];
        private static readonly string?[] Styles = ["Porter", "Ale", null, "Porter & more"];

        public static int Count => Names.Length * Styles.Length;

        public BeerApiFixture Api { get; } = new(postgres);

        public async ValueTask InitializeAsync()
        {
            await Api.InitializeAsync();
            for (var i = 0; i < Count; i++)
            {
                var abv = (i * 7 % 13 * 0.5m).ToString(CultureInfo.InvariantCulture);
                await Api.Client.AddAsync(new { name = Names[i % Names.Length], style = Styles[i % Styles.Length], abv = decimal.Parse(abv, CultureInfo.InvariantCulture) });
            }
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
