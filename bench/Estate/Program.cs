using System.Globalization;
using Publican.Bench;

switch (args)
{
    case ["sweep"]:
        return await SweepBenchmark.RunAsync([10, 100, 1000]);
    case ["sweep", var count]:
        return await SweepBenchmark.RunAsync([int.Parse(count, CultureInfo.InvariantCulture)]);
    case ["estate"]:
        return await EstateBenchmark.RunAsync(1000);
    case ["estate", var count]:
        return await EstateBenchmark.RunAsync(int.Parse(count, CultureInfo.InvariantCulture));
    case ["rates"]:
        return await RatesBenchmark.RunAsync(40);
    case ["rates", var count]:
        return await RatesBenchmark.RunAsync(int.Parse(count, CultureInfo.InvariantCulture));
    default:
        return 2;
}
