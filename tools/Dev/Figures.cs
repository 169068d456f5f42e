using System.Globalization;

namespace Publican.Dev;

/// <summary>A row of a table in Markdown: median, p90, p99 and the most of what was measured.</summary>
internal static class Figures
{
    public const string Heads = " | median | p90 | p99 | most |\n| --- | ---: | ---: | ---: | ---: |";

    public static void Row(string what, IReadOnlyCollection<double> figures) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {Percentile(figures, 0.5):0} | {Percentile(figures, 0.9):0} | {Percentile(figures, 0.99):0} | {figures.Max():0} |"));

    /// <param name="share">From 0 to 1.</param>
    public static double Percentile(IReadOnlyCollection<double> figures, double share) => figures.Order().ElementAt((int)Math.Ceiling(share * figures.Count) - 1);
}
