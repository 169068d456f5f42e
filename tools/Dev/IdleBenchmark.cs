using System.Globalization;
using System.Runtime.InteropServices;
using Publican.Stack;

namespace Publican.Dev;

/// <summary><c>./dev bench idle</c>: what the programs cost when nothing happens.</summary>
internal static class IdleBenchmark
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync()
    {
        using var stop = new StopSignal();
        var folder = Directory.CreateTempSubdirectory("publican-bench-").FullName;
        try
        {
            await using var stack = await LocalStack.StartAsync(new StackOptions(folder));
            await stack.StatusWhenAsync("the service is at rest", status => (string?)status["phase"] == "Steady", TimeSpan.FromSeconds(60));
            Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}");
            Console.WriteLine($"watching for {Watched.TotalSeconds:0} s; sweep every 2 s, one service of two tasks");
            var calls = await stack.Cloud.LastCallAsync();
            var (before, most) = (CpuSeconds(stack.Reconciler.Id), 0.0);
            for (var second = 0; second < Watched.TotalSeconds; second++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
                most = Math.Max(most, ResidentMegabytes(stack.Reconciler.Id));
            }

            var made = (await stack.Cloud.CallsAsync(calls)).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

                | reconciler at rest | |
                | --- | ---: |
                | RSS, most | {most:0} MB |
                | RSS, at the end | {ResidentMegabytes(stack.Reconciler.Id):0} MB |
                | CPU | {(CpuSeconds(stack.Reconciler.Id) - before) / Watched.TotalSeconds * 100:0.0} % of one core |
                | AWS calls | {made.Count / Watched.TotalSeconds:0.00} a second |
                | of them mutating | {made.Count(call => (bool)call["mutating"]!)} |
                """));
            return most < 120 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double ResidentMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    // utime and stime, in hundredths of a second.
    private static double CpuSeconds(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }
}
