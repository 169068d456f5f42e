using System.Net;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests.Reading;

/// <summary>The copy in memory, seen from outside: when it answers, and that it follows whoever writes.</summary>
public sealed class CopyTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    [Fact]
    public async Task A_read_that_repeats_is_answered_without_the_database()
    {
        var id = await Beers.AddAsync(api.Client, "Porter");

        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, $"/beers/{id}");
        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, "/beers?limit=7");
        var figures = await api.Client.GetStringAsync("/metrics");
        Assert.Matches("(?m)^beers_reads_total\\{[^}]*from=\"memory\"[^}]*\\} [1-9]", figures);
        Assert.Matches("(?m)^beers_reads_total\\{[^}]*from=\"database\"[^}]*\\} [1-9]", figures);
    }

    [Fact]
    public async Task A_beer_from_memory_has_its_tag_and_is_not_sent_to_a_client_that_has_it()
    {
        var id = await Beers.AddAsync(api.Client, "Porter");
        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, $"/beers/{id}");
        using var whole = await api.Client.GetAsync($"/beers/{id}");

        using var known = await api.Client.SendAsync("GET", $"/beers/{id}", headers: ("If-None-Match", whole.Tag()));
        using var head = await api.Client.SendAsync("HEAD", $"/beers/{id}");

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(whole.Tag(), known.Tag());
        Assert.Equal(whole.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("UPDATE public.beers SET abv = 9.9")]
    [InlineData("DELETE FROM public.beers")]
    [InlineData("TRUNCATE public.beers")]
    public async Task What_others_change_is_followed(string sql)
    {
        var id = await Beers.AddAsync(api.Client, "Porter");
        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, $"/beers/{id}");
        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, "/beers");
        var before = (await api.Client.GetStringAsync($"/beers/{id}"), await api.Client.GetStringAsync("/beers"));

        await Sql.ScalarAsync(api.DatabaseUrl, sql);

        await Eventually.True(async () => await Beers.TextAsync(api.Client, $"/beers/{id}") != before.Item1, $"the beer is other after {sql}");
        await Eventually.True(async () => await Beers.TextAsync(api.Client, "/beers") != before.Item2, $"the list is other after {sql}");
    }

    [Fact]
    public async Task A_change_of_more_rows_than_are_named_is_followed()
    {
        var first = await Beers.AddAsync(api.Client, "Porter");
        await Sql.ScalarAsync(api.DatabaseUrl, "INSERT INTO public.beers (name, abv) SELECT 'Beer', 1 FROM generate_series(1, 300)");
        var last = await Beers.AddAsync(api.Client, "Porter");
        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, $"/beers/{first}");
        await Memory.AnswersAsync(api.Client, api.DatabaseUrl, $"/beers/{last}");

        await Sql.ScalarAsync(api.DatabaseUrl, "UPDATE public.beers SET abv = 2");

        await Eventually.True(
            async () => await Beers.AbvAsync(api.Client, first) == 2 && await Beers.AbvAsync(api.Client, last) == 2, "both are other");
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1,,2")]
    [InlineData("18446744073709551616")]
    public async Task A_token_that_is_none_is_a_400(string token)
    {
        foreach (var path in new[] { "/beers", "/beers/1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("X-Read-After", token);
            await ProblemAssert.NamesAsync(await api.Client.SendAsync(request), "X-Read-After");
        }
    }
}
