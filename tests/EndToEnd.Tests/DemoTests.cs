using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>The whole demo with another seed: behind <c>./dev test --full</c>, because it takes three minutes.</summary>
public sealed class DemoTests
{
    [Fact]
    [Trait("Length", "long")]
    public async Task The_demo_ends_well()
    {
        await using var demo = await ManagedProcess.StartAsync("demo", Repository.Program("Dev", "publican-dev"), ["demo", "--seed", "2"]);
        await demo.Exited.WaitAsync(TimeSpan.FromMinutes(8));
        Assert.True(demo.ExitCode == 0, demo.Output);
    }
}
