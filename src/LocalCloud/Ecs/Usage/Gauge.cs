namespace LocalCloud.Ecs.Usage;

/// <summary>Values measured at one time, added up.</summary>
internal readonly record struct Gauge(int Samples, double Sum, double Min, double Max)
{
    public Gauge With(double value) => Samples == 0
        ? new Gauge(1, value, value, value)
        : new Gauge(Samples + 1, Sum + value, Math.Min(Min, value), Math.Max(Max, value));
}

/// <summary>What the tasks of a service used in one second, in percent of what each was given.</summary>
/// <param name="Second">Unix time.</param>
internal readonly record struct UsageSecond(long Second, Gauge Cpu, Gauge Memory);
