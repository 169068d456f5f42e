using System.Diagnostics;
using System.Globalization;
using Publican.Stack;

namespace Publican.Bench;

/// <summary><c>./dev bench estate</c>: many new services from one commit, until all are released. Flux publishes 256 s and 175 MiB for 1,000 Kustomizations on 2 CPUs.</summary>
internal static class EstateBenchmark
{
    private static readonly TimeSpan Wanted = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int services)
    {
        await using var estate = await Estate.OpenAsync(services);
        await estate.StartAsync("30s");
        Console.WriteLine($"{Estate.Machine}; {services} services on {estate.Balancers} load balancers, one task each, in memory; no rates");
        var began = Stopwatch.GetTimestamp();
        await estate.CommitAsync(1);
        var shown = 0;
        await Wait.UntilAsync($"all {services} are released", AreReleasedAsync, TimeSpan.FromMinutes(15), () => estate.Reconciler.Output);
        var lasted = Stopwatch.GetElapsedTime(began);
        var calls = await estate.CallsAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | {services} new services from one commit | |
            | --- | ---: |
            | until all are released | {lasted.TotalSeconds:0} s |
            | AWS calls | {calls.Count} |
            | of them mutating | {calls.Count(call => (bool)call["mutating"]!)} |
            | calls a service | {(double)calls.Count / services:0.0} |
            | CPU of the reconciler | {estate.CpuSeconds:0} s |
            | its memory, most | {estate.MostMegabytes:0} MB |

            Calls a service: {string.Join(", ", calls.CountBy(call => (string)call["action"]!).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {(double)pair.Value / services:0.0}"))}
            """));
        return lasted < Wanted ? 0 : 1;

        async Task<bool> AreReleasedAsync()
        {
            var released = await estate.ReleasedAsync(1);
            if (released / 100 != shown / 100)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {released} released"));
            shown = released;
            return released == services;
        }
    }
}
