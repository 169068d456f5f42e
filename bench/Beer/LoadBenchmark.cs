using Publican.Stack;

namespace Publican.Bench;

/// <summary>Single beers and a page of them, asked of everybody in turns within one run on one PostgreSQL: the ratios are what is told.</summary>
internal static class LoadBenchmark
{
    public const string ById = "/beers/{id}";
    private const string Page = "/beers?limit=50";
    private const int Rows = 10_000, Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Round = TimeSpan.FromSeconds(3);

    public static async Task<bool> RunAsync()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = await BeerDatabase.CreateAsync(postgres, "beers", Rows);
        await postgres.CreateDatabaseAsync("pgbench");
        await Wrk.PgbenchInitAsync(postgres.Port, "pgbench");
        await using var api = await Contender.BeerApiAsync("**the beer API**", database.Url, copyMegabytes: 16);
        await using var plain = await Contender.BeerApiAsync("the beer API, READ_COPY_MB=0", database.Url, copyMegabytes: 0);
        await using var fastify = await Contender.FastifyAsync(database.Url);
        await using var flask = await Contender.FlaskAsync(database.Url);
        using var client = api.CreateClient();
        await using var empty = await Contender.EmptyAsync((await client.GetByteArrayAsync(Page)).Length);
        Runner[] runners =
        [
            new(api), new(plain), new(fastify), new(flask), new(empty, Always: "/"),
            new(empty with { Name = "a minimal API that sends as many bytes" }, Always: "/page", Only: Page),
        ];
        var pgbench = new List<double>();
        var figures = new Dictionary<(string Path, string Who), List<Measured>>();
        foreach (var path in new[] { ById, Page })
        {
            var running = runners.Where(runner => runner.Only is null || runner.Only == path).ToList();
            foreach (var runner in running)
                await MeasureAsync(runner, path, WarmUp);
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var runner in running)
                    (figures.TryGetValue((path, runner.Who.Name), out var list) ? list : figures[(path, runner.Who.Name)] = []).Add(await MeasureAsync(runner, path, Round));
                if (path == ById)
                    pgbench.Add(await Wrk.PgbenchAsync(postgres.Port, "pgbench", Round));
            }

            Table(path, running.Select(runner => (runner.Who.Name, Median(figures[(path, runner.Who.Name)]))));
            if (path == ById)
                Output.Line($"| `pgbench -S -M prepared` | {Output.Median(pgbench):0} | | |");
        }

        Output.WantedHead("ratio of requests/s");
        var good = true;
        foreach (var path in new[] { ById, Page })
        {
            good &= Output.Wanted($"`{path}` to Flask", Ratio(path, api, flask.Name), "", atLeast: 5);
            good &= Output.Wanted($"`{path}` to Fastify", Ratio(path, api, fastify.Name), "", atLeast: 1.3);
            good &= Output.Wanted($"`{path}` to an empty endpoint", Ratio(path, api, empty.Name), "", atLeast: 0.7);
        }

        Output.Wanted($"`{Page}` to an endpoint that sends as many bytes", Ratio(Page, api, runners[^1].Who.Name), "", atLeast: 0.7);
        good &= Output.Wanted($"`{ById}` to pgbench", Median(figures[(ById, api.Name)]).PerSecond / Output.Median(pgbench), "", atLeast: 0.5);
        foreach (var (path, who, least) in new[] { (ById, flask, 5), (Page, flask, 5), (ById, fastify, 1.3), (Page, fastify, 1.3) })
            Output.Wanted($"`{path}` without the copy to {who.Name.Split(',')[0]}", Ratio(path, plain, who.Name), "", atLeast: least);
        Output.Wanted($"`{ById}` without the copy to pgbench", Median(figures[(ById, plain.Name)]).PerSecond / Output.Median(pgbench), "", atLeast: 0.5);
        return good;

        Task<Measured> MeasureAsync(Runner runner, string path, TimeSpan time) =>
            Wrk.RunAsync(runner.Who.Port, runner.Always ?? path, Rows, time, runner.Who.Process.Id, postgres.Id);

        double Ratio(string path, Contender who, string to) => Median(figures[(path, who.Name)]).PerSecond / Median(figures[(path, to)]).PerSecond;
    }

    /// <param name="Always">The path it is asked for whatever the others are asked for.</param>
    /// <param name="Only">Runs beside this path only.</param>
    private sealed record Runner(Contender Who, string? Always = null, string? Only = null);

    private static Measured Median(List<Measured> rounds) => rounds.OrderBy(round => round.PerSecond).ElementAt(rounds.Count / 2);

    private static void Table(string path, IEnumerable<(string Name, Measured Figures)> rows)
    {
        Output.Line($"\n| `GET {path}`, {Wrk.Connections} connections | requests/s | server, µs of CPU a request | PostgreSQL, µs |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, figures) in rows)
            Output.Line($"| {name} | {figures.PerSecond:0} | {figures.ServerMicroseconds:0.0} | {figures.DatabaseMicroseconds:0.0} |");
    }
}
