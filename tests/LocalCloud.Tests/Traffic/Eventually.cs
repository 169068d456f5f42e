namespace LocalCloud.Tests.Traffic;

/// <summary>Waits for a fact that comes by itself, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20), Between = TimeSpan.FromMilliseconds(5);

    public static async Task TrueAsync(Func<Task<bool>> fact, string what)
    {
        var (time, cancel) = (TimeProvider.System, TestContext.Current.CancellationToken);
        for (var start = time.GetTimestamp(); !await fact(); await Task.Delay(Between, time, cancel))
            Assert.True(time.GetElapsedTime(start) < Deadline, $"Not true within {Deadline.TotalSeconds} s: {what}");
    }

    public static Task TrueAsync(Func<bool> fact, string what) => TrueAsync(() => Task.FromResult(fact()), what);
}
