using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>PostgreSQL is killed and started again while clients write and read.</summary>
public sealed class RestartUnderLoadTests
{
    private const int Writers = 8, Readers = 8, Restarts = 3;

    [Fact]
    public async Task No_acknowledged_beer_is_lost_no_request_hangs_and_the_server_is_back_within_two_seconds()
    {
        await using var database = await PostgresServer.StartNewAsync();
        var url = database.Url("postgres");
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        var load = new Load(server.Client);
        var running = Enumerable.Range(0, Writers).Select(load.WriteAsync).Concat(Enumerable.Range(0, Readers).Select(_ => load.ReadAsync())).ToList();

        for (var i = 0; i < Restarts; i++)
        {
            var before = load.Acknowledged.Count;
            await Eventually.True(() => Task.FromResult(load.Acknowledged.Count > before + 50), "beers are written");
            await database.StopAsync();
            var failed = load.Unavailable;
            await Eventually.True(() => Task.FromResult(load.Unavailable > failed), "clients are told that the database is away");
            await database.StartAsync();
            var clock = Stopwatch.StartNew();
            await Eventually.True(async () => (await server.Client.PostAsJsonAsync("/beers", new { name = "Back", abv = 1 })).StatusCode == HttpStatusCode.Created, "a beer is written again", seconds: 10);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"the first beer after the restart took {clock.Elapsed}");
        }
        load.Stop();
        await Task.WhenAll(running);

        Assert.Empty(load.Wrong);
        Assert.True(load.Slowest < TimeSpan.FromSeconds(10), $"the slowest answer took {load.Slowest}");
        var stored = (long[])(await Sql.ScalarAsync(url, "SELECT coalesce(array_agg(id), '{}') FROM public.beers"))!;
        Assert.Empty(load.Acknowledged.Keys.Except(stored));
        // What carried an Idempotency-Key was repeated by its client until it was acknowledged, and is there once.
        Assert.Equal(0L, await Sql.ScalarAsync(url, "SELECT count(*) FROM (SELECT name FROM public.beers WHERE name LIKE 'Keyed %' GROUP BY name HAVING count(*) > 1) AS twice"));
        Assert.Equal(load.Keyed, await Sql.ScalarAsync(url, "SELECT count(*) FROM public.beers WHERE name LIKE 'Keyed %'"));
    }

    private sealed class Load(HttpClient client)
    {
        private volatile bool stopped;
        private long keyed, unavailable, slowest;

        public ConcurrentDictionary<long, bool> Acknowledged { get; } = new();

        public ConcurrentQueue<string> Wrong { get; } = new();

        public long Keyed => Interlocked.Read(ref keyed);

        public long Unavailable => Interlocked.Read(ref unavailable);

        public TimeSpan Slowest => TimeSpan.FromTicks(Interlocked.Read(ref slowest));

        public void Stop() => stopped = true;

        /// <summary>Even ones carry a key, and repeat a request until it is answered with success.</summary>
        public async Task WriteAsync(int writer)
        {
            for (var i = 0; !stopped; i++)
            {
                var name = writer % 2 == 0 ? $"Keyed {writer}.{i}" : $"Plain {writer}.{i}";
                do
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, "/beers") { Content = JsonContent.Create(new { name, abv = 5 }) };
                    if (writer % 2 == 0)
                    {
                        request.Headers.Add("Idempotency-Key", name.Replace(' ', '-'));
                    }
                    using var answer = await TimedAsync(request);
                    if (answer.StatusCode == HttpStatusCode.Created)
                    {
                        Acknowledged[(await answer.JsonAsync()).Id()] = true;
                        Interlocked.Add(ref keyed, writer % 2 == 0 ? 1 : 0);
                        break;
                    }
                    Judge(answer, HttpStatusCode.Conflict);
                }
                while (writer % 2 == 0);
            }
        }

        public async Task ReadAsync()
        {
            while (!stopped)
            {
                using var answer = await TimedAsync(new HttpRequestMessage(HttpMethod.Get, "/beers?limit=5"));
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    Judge(answer);
                }
            }
        }

        private void Judge(HttpResponseMessage answer, params HttpStatusCode[] allowed)
        {
            if (answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null })
            {
                Interlocked.Increment(ref unavailable);
            }
            else if (!allowed.Contains(answer.StatusCode))
            {
                Wrong.Enqueue($"{(int)answer.StatusCode}");
            }
        }

        private async Task<HttpResponseMessage> TimedAsync(HttpRequestMessage request)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await client.SendAsync(request);
            var took = Stopwatch.GetElapsedTime(start).Ticks;
            for (var seen = slowest; took > seen && Interlocked.CompareExchange(ref slowest, took, seen) != seen; seen = slowest)
            {
            }
            return answer;
        }
    }
}
