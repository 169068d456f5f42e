using System.Diagnostics;

namespace BeerApi.Tests.TestKit;

internal static class Eventually
{
    /// <summary>Asks until the fact is there; fails when it is not in time.</summary>
    public static async Task True(Func<Task<bool>> fact, string description, double seconds = 20)
    {
        var clock = Stopwatch.StartNew();
        while (!await fact())
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"not within {seconds} s: {description}");
            await Task.Delay(20);
        }
    }
}
