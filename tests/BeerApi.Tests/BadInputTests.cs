using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class BadInputTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("not json", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("""{"name": "A", "abv": NaN}""", "body")]
    [InlineData("""{"name": "A", "abv": 05}""", "body")]
    [InlineData("""{"name": "A", "name": "B", "abv": 5}""", "body")]
    [InlineData("""{"name": "A", "\ud800": 1, "abv": 5}""", "body")]
    [InlineData("""{"style": "Porter", "abv": 5}""", "name")]
    [InlineData("""{"name": null, "abv": 5}""", "name")]
    [InlineData("""{"name": "", "abv": 5}""", "name")]
    [InlineData("""{"name": " \u2003 ", "abv": 5}""", "name")]
    [InlineData("""{"name": 12, "abv": 5}""", "name")]
    [InlineData("""{"name": ["A"], "abv": 5}""", "name")]
    [InlineData("""{"name": "A\u0000B", "abv": 5}""", "name")]
    [InlineData("""{"name": "A\nB", "abv": 5}""", "name")]
    [InlineData("""{"name": "\ud83c", "abv": 5}""", "name")]
    [InlineData("""{"name": "A", "style": {}, "abv": 5}""", "style")]
    [InlineData("""{"name": "A", "style": "\u0007bell", "abv": 5}""", "style")]
    [InlineData("""{"name": "A"}""", "abv")]
    [InlineData("""{"name": "A", "abv": null}""", "abv")]
    [InlineData("""{"name": "A", "abv": 101}""", "abv")]
    [InlineData("""{"name": "A", "abv": "strong"}""", "abv")]
    [InlineData("""{"name": "A", "abv": "5.0"}""", "abv")]
    [InlineData("""{"name": "A", "abv": true}""", "abv")]
    [InlineData("""{"name": "A", "abv": -0.1}""", "abv")]
    [InlineData("""{"name": "A", "abv": 5.25}""", "abv")]
    [InlineData("""{"name": "A", "abv": 1e400}""", "abv")]
    [InlineData("{}", "name", "abv")]
    [InlineData("""{"name": 1, "style": 2, "abv": "x"}""", "name", "style", "abv")]
    public async Task A_bad_beer_is_a_400_that_names_every_wrong_field(string body, params string[] fields) =>
        await ProblemAssert.NamesAsync(await PostAsync(Encoding.UTF8.GetBytes(body)), fields);

    [Theory]
    [InlineData("name", 100)]
    [InlineData("style", 50)]
    public async Task A_text_may_be_as_long_as_its_limit_and_no_longer(string field, int limit)
    {
        // Counted in characters, not in UTF-16 units.
        static byte[] Beer(string field, int length)
        {
            var text = string.Concat(Enumerable.Repeat("🍺", length));
            return Encoding.UTF8.GetBytes(field == "name" ? $$"""{"name": "{{text}}", "abv": 5}""" : $$"""{"name": "A", "style": "{{text}}", "abv": 5}""");
        }

        Assert.Equal(HttpStatusCode.Created, (await PostAsync(Beer(field, limit))).StatusCode);
        await ProblemAssert.NamesAsync(await PostAsync(Beer(field, limit + 1)), field);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused() =>
        await ProblemAssert.NamesAsync(await PostAsync([.. "{\"name\": \""u8, 0xC3, 0x28, .. "\", \"abv\": 5}"u8]), "name");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_415(string? contentType) => await ProblemAssert.IsAsync(
        await PostAsync("""{"name": "A", "abv": 5}"""u8.ToArray(), contentType), HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task A_body_over_64_KiB_is_413() =>
        await ProblemAssert.IsAsync(await PostAsync(new byte[64 * 1024 + 1]), HttpStatusCode.RequestEntityTooLarge);

    [Theory]
    [InlineData("PUT", "/beers", "GET, HEAD, POST")]
    [InlineData("POST", "/beers/1", "DELETE, GET, HEAD, PATCH, PUT")]
    [InlineData("GET", "/beers/bulk", "POST")]
    [InlineData("GET", "/seed", "POST")]
    [InlineData("POST", "/health", "GET, HEAD")]
    [InlineData("POST", "/metrics", "GET, HEAD")]
    public async Task Another_method_is_405_and_tells_those_there_are(string method, string path, string allowed)
    {
        var answer = await api.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order()));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=1", "cursor")]
    [InlineData("cursor=__________8", "cursor")]
    [InlineData("style=", "style")]
    [InlineData("style=%00", "style")]
    [InlineData("limt=5", "limt")]
    [InlineData("abv_min=strong", "abv_min")]
    [InlineData("abv_min=NaN", "abv_min")]
    [InlineData("abv_max=1e400", "abv_max")]
    [InlineData("abv_max=-1", "abv_max")]
    [InlineData("abv_max=5.25", "abv_max")]
    [InlineData("abv_min=05", "abv_min")]
    [InlineData("abv_min=5&abv_max=4", "abv_min")]
    [InlineData("q=", "q")]
    [InlineData("q=%20", "q")]
    [InlineData("q=a%0Ab", "q")]
    [InlineData("sort=colour", "sort")]
    [InlineData("sort=--name", "sort")]
    [InlineData("sort=+name", "sort")]
    [InlineData("cursor=AAAAAAAAAAAAAA", "cursor")]
    [InlineData("cursor=AgAAAAAAAAAA_w", "cursor")]
    [InlineData("cursor=AgAAAAAAAAAAAA", "cursor")]
    [InlineData("cursor=BAAAAAAAAAAA__8", "cursor")]
    [InlineData("cursor=_wAAAAAAAAAA", "cursor")]
    [InlineData("limit=x&cursor=%F0%9F&colour=amber", "limit", "cursor", "colour")]
    public async Task A_bad_query_is_a_400_that_names_every_wrong_parameter(string query, params string[] parameters) =>
        await ProblemAssert.NamesAsync(await api.Client.GetAsync($"/beers?{query}"), parameters);

    [Theory]
    [InlineData("style", "x' OR '1'='1")]
    [InlineData("q", "%' OR '1'='1' --")]
    [InlineData("q", "'; DROP TABLE beers; --")]
    [InlineData("style", "\\'; SELECT pg_sleep(10); --")]
    public async Task A_filter_that_looks_like_sql_finds_what_is_named_so_and_does_nothing_else(string parameter, string value)
    {
        var before = await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers");

        using var answer = await api.Client.GetAsync($"/beers?{parameter}={Uri.EscapeDataString(value)}");

        Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
        Assert.Equal(before, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers"));
    }

    [Fact]
    public async Task A_body_that_nests_deeper_than_anybody_needs_is_a_400() =>
        await ProblemAssert.NamesAsync(await PostAsync(Encoding.ASCII.GetBytes(new string('[', 60_000))), "body");

    private Task<HttpResponseMessage> PostAsync(byte[] body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return api.Client.PostAsync("/beers", content);
    }
}
