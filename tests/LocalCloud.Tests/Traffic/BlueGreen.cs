using System.Net;

namespace LocalCloud.Tests.Traffic;

/// <summary>The usual set-up: a load balancer, two groups, one rule for all paths that forwards to both by weight.</summary>
internal sealed record BlueGreen(LocalRegion Region, string LoadBalancer, string Listener, string Rule, string Blue, string Green, string Url) : IAsyncDisposable
{
    public static readonly (string, object)[] AllPaths = [("Conditions.member.1.Field", "path-pattern"), ("Conditions.member.1.Values.member.1", "/*")];

    public static async Task<BlueGreen> StartAsync(int blueWeight = 100, int greenWeight = 0, TimeSpan weightDelay = default, int timeScale = 1)
    {
        var region = await LocalRegion.StartAsync(weightDelay, timeScale);
        var balancer = await region.LoadBalancerAsync();
        var (blue, green) = (await region.TargetGroupAsync("blue"), await region.TargetGroupAsync("green"));
        var listener = await region.ListenerAsync(balancer);
        var rule = await region.RuleAsync(listener, 100, AllPaths, (blue, blueWeight), (green, greenWeight));
        return new BlueGreen(region, balancer, listener, rule, blue, green, $"http://{await region.DnsNameAsync(balancer)}:8080");
    }

    public Task WeighAsync(int blue, int green) => Region.WeighAsync(Rule, (Blue, blue), (Green, green));

    /// <summary>Registers a server and waits until it is in service.</summary>
    public async Task<TestTarget> ServeAsync(string group, string answer)
    {
        var target = await TestTarget.StartAsync(answer);
        await Region.RegisterAsync(group, target);
        await Region.UntilAsync(group, target, "healthy");
        return target;
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path = "/")
    {
        using var response = await Region.Http.GetAsync(Url + path, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => Region.DisposeAsync();
}
