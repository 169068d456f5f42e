using LocalCloud.Tests.Support;
using LocalCloud.Throttling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Throttling;

public sealed class ThrottleTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync(
        services => services.AddSingleton<TimeProvider>(_time), options => options with { Throttle = true });

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_burst_is_taken_and_then_one_registration_a_second()
    {
        for (var call = 0; call < 20; call++) await RegisterAsync();
        var refused = await Assert.ThrowsAsync<AwsCallException>(RegisterAsync);
        Assert.Equal(("ThrottlingException", "Rate exceeded"), (refused.Code, refused.AwsMessage));

        _time.Advance(TimeSpan.FromSeconds(1));

        await RegisterAsync();
        await Assert.ThrowsAsync<AwsCallException>(RegisterAsync);
    }

    [Fact]
    public async Task Actions_of_one_category_share_a_bucket_and_others_do_not()
    {
        for (var call = 0; call < 20; call++) await RegisterAsync();

        var refused = await Assert.ThrowsAsync<AwsCallException>(() => _region.Ecs("DeregisterTaskDefinition", new { taskDefinition = "web:1" }));
        Assert.Equal("ThrottlingException", refused.Code);
        await _region.Ecs("DescribeTaskDefinition", new { taskDefinition = "web:1" });
    }

    [Fact]
    public async Task The_Query_protocol_has_a_name_of_its_own_for_it()
    {
        for (var call = 0; ; call++)
        {
            using var answer = await _region.QueryAsync(new() { ["Action"] = "DescribeLoadBalancers", ["Version"] = "2015-12-01" });
            if (answer.IsSuccessStatusCode) continue;
            Assert.Equal(40, call);
            Assert.Contains("<Code>Throttling</Code>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return;
        }
    }

    [Fact]
    public void A_bucket_never_holds_more_than_its_burst()
    {
        var bucket = new TokenBucket(new Rate(3, 2), _time);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => bucket.TryTake()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => bucket.TryTake()));
    }

    private Task RegisterAsync() => _region.RegisterAsync("web", "web:1");
}
