using System.Globalization;
using System.Runtime.InteropServices;

namespace Publican.Bench;

/// <summary>Markdown on standard output, to be kept in bench/results as it is.</summary>
internal static class Output
{
    public static void Machine() => Line(
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");

    public static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>A figure beside what is wanted of it.</summary>
    /// <returns>Whether it is reached.</returns>
    public static bool Wanted(string what, double figure, string unit, double? atLeast = null, double? atMost = null)
    {
        var good = figure >= (atLeast ?? double.MinValue) && figure <= (atMost ?? double.MaxValue);
        var wanted = atLeast is { } least ? $"at least {Number(least)}" : $"at most {Number(atMost!.Value)}";
        Line($"| {what} | {Number(figure)}{unit} | {wanted}{unit} | {(good ? "yes" : "**no**")} |");
        return good;
    }

    public static void WantedHead(string title) => Line($"\n| {title} | measured | wanted | reached |\n| --- | ---: | ---: | --- |");

    public static double Median(IEnumerable<double> figures) => Percentile(figures, 0.5);

    public static double Percentile(IEnumerable<double> figures, double share)
    {
        var sorted = figures.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    private static string Number(double figure) => figure.ToString(Math.Abs(figure) < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
