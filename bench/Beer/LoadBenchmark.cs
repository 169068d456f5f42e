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
        await using var empty = await Contender.EmptyAsync();
        Contender[] contenders = [api, plain, fastify, flask, empty];
        var pgbench = new List<double>();
        var figures = new Dictionary<(string Path, Contender Who), List<Measured>>();
        foreach (var path in new[] { ById, Page })
        {
            foreach (var who in contenders)
                await MeasureAsync(who, path, WarmUp);
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var who in contenders)
                    (figures.TryGetValue((path, who), out var list) ? list : figures[(path, who)] = []).Add(await MeasureAsync(who, path, Round));
                if (path == ById)
                    pgbench.Add(await Wrk.PgbenchAsync(postgres.Port, "pgbench", Round));
            }

            Table(path, contenders.Select(who => (who.Name, Median(figures[(path, who)]))));
        }

        Output.Line($"| `pgbench -S -M prepared` | {Output.Median(pgbench):0} | | |");
        Output.WantedHead("ratio of requests/s");
        var good = true;
        foreach (var path in new[] { ById, Page })
        {
            var mine = PerSecond(path, api);
            good &= Output.Wanted($"`{path}` to Flask", mine / PerSecond(path, flask), "", atLeast: 5);
            good &= Output.Wanted($"`{path}` to Fastify", mine / PerSecond(path, fastify), "", atLeast: 1.3);
            good &= Output.Wanted($"`{path}` to an empty endpoint", mine / PerSecond(path, empty), "", atLeast: 0.7);
        }

        good &= Output.Wanted($"`{ById}` to pgbench", PerSecond(ById, api) / Output.Median(pgbench), "", atLeast: 0.5);
        foreach (var (path, who, least) in new[] { (ById, flask, 5), (Page, flask, 5), (ById, fastify, 1.3), (Page, fastify, 1.3) })
            Output.Wanted($"`{path}` without the copy to {who.Name.Split(',')[0]}", PerSecond(path, plain) / PerSecond(path, who), "", atLeast: least);
        Output.Wanted($"`{ById}` without the copy to pgbench", PerSecond(ById, plain) / Output.Median(pgbench), "", atLeast: 0.5);
        return good;

        Task<Measured> MeasureAsync(Contender who, string path, TimeSpan time) =>
            Wrk.RunAsync(who.Port, who.Answers ?? path, Rows, time, who.Process.Id, postgres.Id);

        double PerSecond(string path, Contender who) => Median(figures[(path, who)]).PerSecond;
    }

    private static Measured Median(List<Measured> rounds) => rounds.OrderBy(round => round.PerSecond).ElementAt(rounds.Count / 2);

    private static void Table(string path, IEnumerable<(string Name, Measured Figures)> rows)
    {
        Output.Line($"\n| `GET {path}`, {Wrk.Connections} connections | requests/s | server, µs of CPU a request | PostgreSQL, µs |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, figures) in rows)
            Output.Line($"| {name} | {figures.PerSecond:0} | {figures.ServerMicroseconds:0.0} | {figures.DatabaseMicroseconds:0.0} |");
    }
}
