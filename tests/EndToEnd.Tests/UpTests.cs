using Publican.EndToEnd.Support;
using Publican.Stack;

namespace Publican.EndToEnd;

public sealed class UpTests(UpProcess up) : IClassFixture<UpProcess>
{
    private const int Term = 15, Kill = 9;

    [Fact]
    public async Task Up_says_where_things_are_and_serves_beers()
    {
        using var http = new HttpClient();

        var endpoints = await up.EndpointsAsync();

        Assert.Equal(
            ["aws", "beers", "cluster", "desiredState", "environment", "localCloudPid", "postgres", "reconcilerPid", "region", "status"],
            endpoints.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.True((await http.GetAsync(new Uri($"{endpoints["beers"]}/beers"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.True((await http.GetAsync(new Uri($"{endpoints["status"]}/healthz"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        var file = Path.Combine((string)endpoints["desiredState"]!, (string)endpoints["environment"]!, "beer-api.yaml");
        Assert.Single(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken), "  image: beer-api:1.0.0");
    }

    [Fact]
    public async Task A_second_up_prints_the_endpoints_of_the_first_and_exits_3()
    {
        var endpoints = await up.EndpointsAsync();

        var (exitCode, output) = await up.AgainAsync();

        Assert.Equal(3, exitCode);
        Assert.Contains((string)endpoints["beers"]!, output, StringComparison.Ordinal);
        Assert.True(File.Exists(up.EndpointsFile));
    }

    [Fact]
    public async Task A_dead_reconciler_is_started_again_within_two_seconds()
    {
        var before = (int)(await up.EndpointsAsync())["reconcilerPid"]!;

        System.Diagnostics.Process.GetProcessById(before).Kill();

        await Wait.UntilAsync("endpoints.json names another reconciler", async () => (int)(await up.EndpointsAsync())["reconcilerPid"]! != before, TimeSpan.FromSeconds(2));
        using var http = new HttpClient();
        var status = new Uri($"{(await up.EndpointsAsync())["status"]}/readyz");
        await Wait.UntilAsync("it answers", async () => await IsOkAsync(http, status), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(Term)]
    [InlineData(Kill)]
    public async Task Nothing_stays_behind(int signal)
    {
        await using var own = new UpProcess();
        await own.InitializeAsync();
        await own.EndpointsAsync();
        var family = own.Descendants();
        Assert.True(family.Count >= 5, "PostgreSQL, LocalCloud, the reconciler and two tasks at least");

        var exitCode = await own.EndAsync(signal);

        await Wait.UntilAsync("every process is gone", () => !family.Any(UpProcess.IsAlive), TimeSpan.FromSeconds(10), () => string.Join(", ", family.Where(UpProcess.IsAlive)));
        if (signal == Term)
        {
            Assert.Equal(0, exitCode);
            Assert.False(File.Exists(own.EndpointsFile));
        }
    }

    private static async Task<bool> IsOkAsync(HttpClient http, Uri uri)
    {
        try
        {
            using var answer = await http.GetAsync(uri, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
