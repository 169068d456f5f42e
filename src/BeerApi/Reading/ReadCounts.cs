using System.Diagnostics.Metrics;

namespace BeerApi.Reading;

/// <summary>Where reads of beers were answered from, for /metrics. Counted here and collected when asked for: a counter that tells each count costs more than the read.</summary>
internal sealed class ReadCounts : IDisposable
{
    public const string MeterName = "BeerApi.Reading";

    private readonly Meter meter = new(MeterName);
    private long fromMemory;
    private long fromDatabase;

    public ReadCounts(Heard heard)
    {
        meter.CreateObservableCounter(
            "beers.reads",
            () => new[]
            {
                new Measurement<long>(Volatile.Read(ref fromMemory), new KeyValuePair<string, object?>("from", "memory")),
                new Measurement<long>(Volatile.Read(ref fromDatabase), new KeyValuePair<string, object?>("from", "database")),
            },
            description: "Reads of beers, by where their answer came from.");
        meter.CreateObservableGauge("beers.changes_heard", () => heard.IsTrusted ? 1 : 0, description: "1 while changes are heard and reads may be answered from memory.");
    }

    public void FromMemory() => Interlocked.Increment(ref fromMemory);

    public void FromDatabase() => Interlocked.Increment(ref fromDatabase);

    public void Dispose() => meter.Dispose();
}
