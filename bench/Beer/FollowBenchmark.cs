using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>
/// How soon another process answers with what one process wrote, and no token was sent: at rest, and while it answers as many reads
/// as it can. Told from the answer to the write.
/// </summary>
internal static class FollowBenchmark
{
    private const int Writes = 300, Rows = 1000;

    public static async Task<bool> RunAsync()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = await BeerDatabase.CreateAsync(postgres, "beers", Rows);
        await using var one = await Contender.BeerApiAsync("the process that writes", database.Url, copyMegabytes: 16);
        await using var other = await Contender.BeerApiAsync("the process that follows", database.Url, copyMegabytes: 16);
        using var writer = one.CreateClient();
        using var reader = other.CreateClient();
        var atRest = await FollowAsync(reader, writer);
        var load = Wrk.RunAsync(other.Port, LoadBenchmark.ById, Rows, TimeSpan.FromSeconds(20), other.Process.Id, postgres.Id);
        var loaded = await FollowAsync(reader, writer);
        var under = await load;

        Output.WantedHead($"until another process answers with it, {Writes} writes");
        var good = true;
        foreach (var (what, times) in new[] { ("at rest", atRest), ($"while it answers {under.PerSecond:0} reads a second", loaded) })
        {
            good &= Output.Wanted($"{what}, median", Output.Median(times), " ms", atMost: 100);
            good &= Output.Wanted($"{what}, p99", Output.Percentile(times, 0.99), " ms", atMost: 100);
            good &= Output.Wanted($"{what}, worst", times.Max(), " ms", atMost: 100);
        }

        return good;
    }

    private static async Task<List<double>> FollowAsync(HttpClient reader, HttpClient writer)
    {
        var times = new List<double>();
        for (var write = 0; write < Writes; write++)
        {
            var (id, abv) = (1 + (write % 50), (decimal)(write % 999) / 10);
            // Read first, so that there is a copy that must go.
            await AbvAsync(reader, id);
            using (var patch = new HttpRequestMessage(HttpMethod.Patch, $"/beers/{id}") { Content = JsonContent.Create(new { abv }) })
            {
                patch.Headers.Add("If-Match", "*");
                (await writer.SendAsync(patch)).EnsureSuccessStatusCode().Dispose();
            }

            var clock = Stopwatch.StartNew();
            while (await AbvAsync(reader, id) != abv)
            {
                if (clock.Elapsed > TimeSpan.FromSeconds(5))
                    throw new StackException(string.Create(CultureInfo.InvariantCulture, $"beer {id} did not become {abv} in 5 s"));
            }

            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static async Task<decimal> AbvAsync(HttpClient reader, int id) => (await reader.GetFromJsonAsync<JsonElement>($"/beers/{id}")).GetProperty("abv").GetDecimal();
}
