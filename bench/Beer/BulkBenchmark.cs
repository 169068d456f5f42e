using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>Ten thousand beers in one upload, into a table that has some already, beside what COPY alone costs.</summary>
internal static class BulkBenchmark
{
    private const int Rows = 10_000, Times = 20;

    public static async Task<bool> RunAsync()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = await BeerDatabase.CreateAsync(postgres, "bulk", 100_000);
        await using var api = await Contender.BeerApiAsync("the beer API", database.Url, copyMegabytes: 16);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{api.Port}") };
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Rows).Select(n => $"{{\"name\": \"Upload no. {n}\", \"style\": \"Porter\", \"abv\": {n % 130 / 10}.{n % 10}}}\n")));

        var uploads = new List<double>();
        var copies = new List<double>();
        for (var time = 0; time < Times; time++)
        {
            var clock = Stopwatch.StartNew();
            using var content = new ByteArrayContent(lines);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await client.PostAsync("/beers/bulk", content);
            if (!answer.IsSuccessStatusCode)
                throw new StackException($"the upload was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            uploads.Add(clock.Elapsed.TotalMilliseconds);
            copies.Add(await CopyAsync(database.ConnectionString));
        }

        Output.WantedHead($"{Rows:N0} beers in one `POST /beers/bulk`, {lines.Length / 1024} KiB");
        var good = Output.Wanted($"median of {Times}", Output.Median(uploads), " ms", atMost: 1000);
        good &= Output.Wanted("the slowest", uploads.Max(), " ms", atMost: 1000);
        Output.Line($"\nCOPY of as many rows with Npgsql and nothing else: {Output.Median(copies):0} ms.");
        return good;
    }

    private static async Task<double> CopyAsync(string connectionString)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var rows = await connection.BeginBinaryImportAsync("COPY public.beers (name, style, abv) FROM STDIN (FORMAT BINARY)");
        for (var n = 0; n < Rows; n++)
            await rows.WriteRowAsync(default, $"Upload no. {n}", "Porter", n % 130 / 10m);
        await rows.CompleteAsync();
        return clock.Elapsed.TotalMilliseconds;
    }
}
