using System.Net;
using BeerApi.Database;
using BeerApi.Idempotency;
using BeerApi.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BeerApi.Tests;

public sealed class IdempotencyTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private const string Beer = """{"name": "Once", "style": "Gose", "abv": 4.2}""";
    private const string Lines = "{\"name\": \"Bulk 1\", \"abv\": 4}\n{\"name\": \"Bulk 2\", \"abv\": 5}\n";

    [Theory]
    [InlineData("/beers", Beer, "application/json", 1)]
    [InlineData("/beers/bulk", Lines, "application/x-ndjson", 2)]
    public async Task A_repeated_request_is_done_once_and_answered_as_before(string path, string body, string type, int beers)
    {
        var key = NewKey();
        var before = await CountAsync();

        using var first = await api.Client.SendAsync("POST", path, body, type, key);
        using var second = await api.Client.SendAsync("POST", path, body, type, key);

        Assert.True(first.IsSuccessStatusCode);
        Assert.Equal((first.StatusCode, first.Headers.Location, first.Headers.ETag), (second.StatusCode, second.Headers.Location, second.Headers.ETag));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(before + beers, await CountAsync());
    }

    [Fact]
    public async Task A_key_with_another_body_is_422_and_without_a_key_a_repetition_is_another_beer()
    {
        var key = NewKey();
        using var first = await api.Client.SendAsync("POST", "/beers", Beer, headers: key);
        var before = await CountAsync();

        await ProblemAssert.IsAsync(await api.Client.SendAsync("POST", "/beers", Beer + " ", headers: key), HttpStatusCode.UnprocessableEntity);
        await ProblemAssert.IsAsync(await api.Client.SendAsync("POST", "/BEERS", Beer + " ", headers: key), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(before, await CountAsync());

        // Each path has keys of its own, and no key asks for nothing.
        using var other = await api.Client.SendAsync("POST", "/beers/bulk", Lines, "application/x-ndjson", key);
        using var plain = await api.Client.SendAsync("POST", "/beers", Beer);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (other.StatusCode, plain.StatusCode));
        Assert.Equal(before + 3, await CountAsync());
    }

    [Fact]
    public async Task A_refused_request_leaves_its_key_free()
    {
        var key = NewKey();

        await ProblemAssert.NamesAsync(await api.Client.SendAsync("POST", "/beers", """{"name": "Once"}""", headers: key), "abv");
        using var better = await api.Client.SendAsync("POST", "/beers", Beer, headers: key);

        Assert.Equal(HttpStatusCode.Created, better.StatusCode);
    }

    [Fact]
    public async Task While_a_request_runs_its_key_is_409_and_of_many_at_once_one_is_done()
    {
        var key = NewKey();
        Task<HttpResponseMessage> running;
        await using (await Sql.LockBeersAsync(api.DatabaseUrl))
        {
            running = api.Client.SendAsync("POST", "/beers", Beer, headers: key);
            await Eventually.True(async () => await Sql.WaitingAsync(api.DatabaseUrl) == 1, "the first request waits inside the database");
            using var second = await api.Client.SendAsync("POST", "/beers", Beer, headers: key);
            await ProblemAssert.IsAsync(second, HttpStatusCode.Conflict);
            Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        }
        Assert.Equal(HttpStatusCode.Created, (await running).StatusCode);

        var before = await CountAsync();
        var crowd = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.Client.SendAsync("POST", "/beers", Beer, headers: crowd)));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(before + 1, await CountAsync());
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk")]
    public async Task A_bad_key_is_a_400_beside_the_other_errors(string key)
    {
        var answer = await api.Client.SendAsync("POST", "/beers", """{"name": "Once"}""", headers: ("Idempotency-Key", key));

        await ProblemAssert.NamesAsync(answer, "Idempotency-Key", "abv");
    }

    [Fact]
    public async Task A_key_of_yesterday_is_forgotten_and_cleared_away()
    {
        var (expired, kept) = (NewKey(), NewKey());
        foreach (var key in new[] { expired, kept })
        {
            using var answer = await api.Client.SendAsync("POST", "/beers", Beer, headers: key);
        }
        await Sql.ScalarAsync(api.DatabaseUrl, $"UPDATE public.idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = '{expired.Value}'");
        var before = await CountAsync();
        using var again = await api.Client.SendAsync("POST", "/beers", Beer + "\n", headers: expired);
        Assert.Equal((HttpStatusCode.Created, before + 1), (again.StatusCode, await CountAsync()));
        await Sql.ScalarAsync(api.DatabaseUrl, $"UPDATE public.idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = '{expired.Value}'");

        await using var source = BeerDataSource.Create(Sql.Settings(api.DatabaseUrl));
        var time = new FakeTimeProvider();
        using var cleaning = new KeyCleaning(source, time, NullLogger<KeyCleaning>.Instance);
        await cleaning.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.True(
            async () =>
            {
                time.Advance(TimeSpan.FromMinutes(10));
                return await Sql.ScalarAsync(api.DatabaseUrl, $"SELECT true FROM public.idempotency_keys WHERE key = '{expired.Value}'") is null;
            },
            "the old key is cleared away");
        await cleaning.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(true, await Sql.ScalarAsync(api.DatabaseUrl, $"SELECT true FROM public.idempotency_keys WHERE key = '{kept.Value}'"));
    }

    [Fact]
    public async Task A_mistake_in_the_clearing_away_is_logged_and_it_goes_on()
    {
        var source = BeerDataSource.Create(Sql.Settings(api.DatabaseUrl));
        await source.DisposeAsync();
        var (time, log) = (new FakeTimeProvider(), new ListLogger<KeyCleaning>());
        using var cleaning = new KeyCleaning(source, time, log);
        await cleaning.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(10));
                return Task.FromResult(log.Text.Split("Error: Clearing old idempotency keys away made a mistake").Length > 2);
            },
            "it tries again after a mistake");

        Assert.False(cleaning.ExecuteTask!.IsCompleted);
        await cleaning.StopAsync(TestContext.Current.CancellationToken);
    }

    private static (string Name, string Value) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString());

    private async Task<long> CountAsync() => (long)(await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers"))!;
}
