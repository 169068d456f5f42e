using Publican.Desired;

namespace Publican.Tests.Desired;

public sealed class EndpointTests
{
    private const string ShortHealth = "\n  health: {interval: 500ms, timeout: 400ms}";
    private static readonly string Local = Revisions.Environment + "\n---\n" + Revisions.Service + ShortHealth;
    private static readonly string Aws = Local.Replace(", endpoint: \"http://127.0.0.1:4566\"", "", StringComparison.Ordinal);

    [Fact]
    public void A_loopback_endpoint_allows_durations_below_those_of_AWS()
    {
        Assert.True(Revisions.Read(Local).IsValid);
        Assert.Equal(["spec.health.interval", "spec.health.timeout"], Revisions.Read(Aws).Errors.Select(error => error.Key));
    }

    [Fact]
    public void The_override_decides_and_not_the_file()
    {
        var loopback = new Uri("http://127.4.5.6:9999");
        var remote = new Uri("https://ecs.eu-west-1.amazonaws.com");

        Assert.Equal(loopback, Revisions.Read(Aws, loopback).State?.Environment.Endpoint);
        Assert.Equal(2, Revisions.Read(Local, remote).Errors.Length);
    }

    [Fact]
    public void Waits_are_short_where_the_endpoint_is_local()
    {
        var local = Revisions.Read(Revisions.Environment).State!.Environment;
        var aws = Revisions.Read(Revisions.Environment, new Uri("https://ecs.eu-west-1.amazonaws.com")).State!.Environment;

        Assert.Equal((2, 2, 2, 0), Seconds(local));
        Assert.Equal((30, 30, 60, 180), Seconds(aws));
    }

    private static (double, double, double, double) Seconds(EnvironmentSpec spec) =>
        (spec.Sweep.TotalSeconds, spec.Timing.ReadLag.TotalSeconds, spec.Timing.Settle.TotalSeconds, spec.Timing.MetricDelay.TotalSeconds);
}
