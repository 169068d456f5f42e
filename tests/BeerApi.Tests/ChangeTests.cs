using System.Net;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>PUT, PATCH and DELETE, and the conditions they carry.</summary>
public sealed class ChangeTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private const string Other = """{"name": "Other", "style": "Saison", "abv": 6.5}""";
    private static readonly (string, string) AnyVersion = ("If-Match", "*");

    [Fact]
    public async Task A_put_replaces_everything_and_counts_the_version_up()
    {
        var (path, tag) = await AddAsync();

        using var answer = await api.Client.SendAsync("PUT", path, """{"name": "Plain", "abv": 3, "id": 99, "createdAt": "1999-12-31T00:00:00Z"}""", headers: ("If-Match", tag));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(tag, answer.Tag());
        var beer = await answer.JsonAsync();
        Assert.Equal(("Plain", JsonValueKind.Null, 3m), (beer.GetProperty("name").GetString(), beer.GetProperty("style").ValueKind, beer.GetProperty("abv").GetDecimal()));
        Assert.Equal(path, $"/beers/{beer.Id()}");
        Assert.True(beer.GetProperty("updatedAt").GetDateTime() > beer.GetProperty("createdAt").GetDateTime());
        Assert.True(beer.GetProperty("createdAt").GetDateTime().Year > 2000);
        await AssertIsNowAsync(path, beer, answer.Tag());
    }

    [Theory]
    [InlineData("""{"abv": 5.5}""", "Cellar Door", "Porter", 5.5)]
    [InlineData("""{"name": "  New  "}""", "New", "Porter", 5.4)]
    [InlineData("""{"style": null}""", "Cellar Door", null, 5.4)]
    [InlineData("""{"style": " "}""", "Cellar Door", null, 5.4)]
    [InlineData("""{"style": "Stout", "brewery": "of a later release", "id": 7}""", "Cellar Door", "Stout", 5.4)]
    [InlineData("{}", "Cellar Door", "Porter", 5.4)]
    public async Task A_patch_changes_what_it_names_and_nothing_else(string patch, string name, string? style, double abv)
    {
        var (path, tag) = await AddAsync();

        using var answer = await api.Client.SendAsync("PATCH", path, patch, "application/merge-patch+json", ("If-Match", tag));

        var beer = await answer.JsonAsync();
        Assert.Equal((name, style, (decimal)abv), (beer.GetProperty("name").GetString(), beer.GetProperty("style").GetString(), beer.GetProperty("abv").GetDecimal()));
        await AssertIsNowAsync(path, beer, answer.Tag());
    }

    [Theory]
    [InlineData("""{"name": null, "abv": null}""", "name", "abv")]
    [InlineData("""{"name": "", "style": 3, "abv": 5.25}""", "name", "style", "abv")]
    [InlineData("""[{"op": "remove", "path": "/style"}]""", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task A_bad_patch_is_a_400_that_names_every_wrong_field_and_changes_nothing(string patch, params string[] fields)
    {
        var (path, tag) = await AddAsync();

        await ProblemAssert.NamesAsync(await api.Client.SendAsync("PATCH", path, patch, "application/merge-patch+json", ("If-Match", tag)), fields);

        using var now = await api.Client.GetAsync(path);
        Assert.Equal(tag, now.Tag());
    }

    [Fact]
    public async Task A_deleted_beer_is_gone_and_its_id_is_not_given_again()
    {
        var (path, tag) = await AddAsync();

        using var answer = await api.Client.SendAsync("DELETE", path, headers: ("If-Match", tag));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await ProblemAssert.IsAsync(await api.Client.GetAsync(path), HttpStatusCode.NotFound);
        Assert.NotEqual(path, (await AddAsync()).Path);
    }

    [Theory]
    [InlineData("PUT", Other)]
    [InlineData("PATCH", Other)]
    [InlineData("DELETE", null)]
    public async Task A_write_without_a_condition_is_428_one_with_an_old_version_412_and_one_to_nothing_404(string method, string? body)
    {
        var (path, tag) = await AddAsync();
        using (await api.Client.SendAsync("PATCH", path, "{}", headers: AnyVersion))
        {
        }

        await ProblemAssert.IsAsync(await api.Client.SendAsync(method, path, body), HttpStatusCode.PreconditionRequired);
        await ProblemAssert.IsAsync(await api.Client.SendAsync(method, path, body, headers: ("If-Match", tag)), HttpStatusCode.PreconditionFailed);
        await ProblemAssert.IsAsync(await api.Client.SendAsync(method, path, body, headers: ("If-Match", "\"no tag of ours\", W/\"2\"")), HttpStatusCode.PreconditionFailed);
        await ProblemAssert.IsAsync(await api.Client.SendAsync(method, "/beers/999999999", body, headers: AnyVersion), HttpStatusCode.NotFound);
        await ProblemAssert.IsAsync(await api.Client.SendAsync(method, "/beers/999999999", body, headers: ("If-Match", tag)), HttpStatusCode.NotFound);
        await ProblemAssert.NamesAsync(await api.Client.SendAsync(method, path, body, headers: ("If-Match", "2")), "If-Match");
        await ProblemAssert.NamesAsync(await api.Client.SendAsync(method, path, body, headers: [AnyVersion, ("If-None-Match", "*")]), "If-None-Match");
        using var now = await api.Client.GetAsync(path);
        Assert.Equal("\"2\"", now.Tag());
        using var last = await api.Client.SendAsync(method, path, body, headers: ("If-Match", "\"1\", \"2\""));
        Assert.True(last.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Of_many_writers_who_read_the_same_version_one_wins()
    {
        var (path, tag) = await AddAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => api.Client.SendAsync("PATCH", path, $$"""{"abv": {{i}}}""", headers: ("If-Match", tag))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_client_that_has_the_version_is_told_so_without_the_body()
    {
        var (path, tag) = await AddAsync();

        foreach (var known in new[] { tag, $"W/{tag}", $"\"0\", {tag}", "*" })
        {
            using var answer = await api.Client.SendAsync("GET", path, headers: ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Equal(tag, answer.Tag());
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
        using var other = await api.Client.SendAsync("GET", path, headers: ("If-None-Match", "\"0\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_read_of_a_version_that_there_is_no_more_is_412()
    {
        var (path, tag) = await AddAsync();

        foreach (var wanted in new[] { tag, $"\"0\", {tag}", "*" })
        {
            using var answer = await api.Client.SendAsync("GET", path, headers: ("If-Match", wanted));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        // Compared strongly, and before If-None-Match.
        foreach (var other in new[] { "\"0\"", $"W/{tag}", "\"none of ours\"" })
        {
            await ProblemAssert.IsAsync(await api.Client.SendAsync("GET", path, headers: [("If-Match", other), ("If-None-Match", tag)]), HttpStatusCode.PreconditionFailed);
        }
        await ProblemAssert.NamesAsync(await api.Client.SendAsync("GET", path, headers: ("If-Match", "1")), "If-Match");
        await ProblemAssert.IsAsync(await api.Client.SendAsync("GET", "/beers/999999999", headers: ("If-Match", "*")), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task Everything_that_is_wrong_is_named_at_once_the_conditions_too(string method)
    {
        var (path, _) = await AddAsync();

        await ProblemAssert.NamesAsync(
            await api.Client.SendAsync(method, path, """{"name": "", "abv": "x"}""", headers: [("If-Match", "1"), ("If-None-Match", "*")]), "If-Match", "If-None-Match", "name", "abv");
    }

    [Fact]
    public async Task A_patch_of_another_type_is_415_and_tells_the_right_one()
    {
        var (path, tag) = await AddAsync();

        using var answer = await api.Client.SendAsync("PATCH", path, "[]", "application/json-patch+json", ("If-Match", tag));

        await ProblemAssert.IsAsync(answer, HttpStatusCode.UnsupportedMediaType);
        Assert.Equal("application/merge-patch+json", answer.Headers.GetValues("Accept-Patch").Single());
    }

    private async Task<(string Path, string Tag)> AddAsync()
    {
        using var answer = await api.Client.SendAsync("POST", "/beers", """{"name": "Cellar Door", "style": "Porter", "abv": 5.4}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (answer.Headers.Location!.ToString(), answer.Tag());
    }

    private async Task AssertIsNowAsync(string path, JsonElement beer, string tag)
    {
        using var now = await api.Client.GetAsync(path);
        Assert.Equal((beer.GetRawText(), tag), ((await now.JsonAsync()).GetRawText(), now.Tag()));
    }
}
