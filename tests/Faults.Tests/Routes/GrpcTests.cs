using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Routes;

/// <summary>gRPC over HTTP against LocalCloud, whose listeners speak HTTP as AWS's do that carry no gRPC.</summary>
public sealed class GrpcTests
{
    private const string Route = "route: {listener: public, path: \"/*\", priority: 100}", Grpc = "protocol: grpc\n  " + Route;

    [Fact]
    public void A_gRPC_service_on_a_listener_without_TLS_is_held_back_before_anything_is_made() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Service("web:good.1", Grpc));
        await run.UntilAsync("Preflight");
        var finding = Assert.Single(run.Status!.Preflight, finding => finding.Stops);
        Assert.Equal("spec.protocol", finding.Where);
        Assert.StartsWith("grpc needs an HTTPS listener, and public speaks HTTP", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Calls, call => call.Mutating);
    });

    [Fact]
    public void A_service_that_changes_its_protocol_keeps_running_and_says_what_to_do() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Service("web:good.1", Route));
        await run.UntilAsync("Steady", "Released");
        var before = run.Calls.Count();
        run.Commit(Service("web:good.2", Grpc));
        await run.UntilAsync("Preflight");

        Assert.DoesNotContain(run.Calls.Skip(before), call => call.Mutating);
        Assert.Equal(2, run.Status!.Preflight.Count(finding => finding.Stops && finding.Message.Contains("give the service another name", StringComparison.Ordinal)));
        Assert.Equal(("web:good.1", 100), (run.Status.Stable!.Image, run.Status.Stable.Weight));
        run.Commit(Service("web:good.2", Route));
        await run.UntilAsync("Steady", "Released");
    });

    private static string Service(string image, string routes) => Rehearsal.Web(image, routes: routes).Replace("path: /health, ", "", StringComparison.Ordinal);
}
