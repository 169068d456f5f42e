using System.Runtime.CompilerServices;

namespace LocalCloud.Tests.Support;

/// <summary>Waits for facts. A fact that does not come about in time fails the test and says which one it was.</summary>
internal static class Fact
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(20);

    public static async Task<T> ComesTrueAsync<T>(
        Func<Task<T>> read, Func<T, bool> isTrue, [CallerArgumentExpression(nameof(isTrue))] string fact = "")
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (isTrue(value)) return value;
            if (TimeProvider.System.GetElapsedTime(deadline) > Patience)
                throw new TimeoutException($"Not true within {Patience}: {fact}. Last seen: {value}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    public static Task ComesTrueAsync(Func<Task<bool>> isTrue, [CallerArgumentExpression(nameof(isTrue))] string fact = "") =>
        ComesTrueAsync(isTrue, value => value, fact);

    public static Task ComesTrueAsync(Func<bool> isTrue, [CallerArgumentExpression(nameof(isTrue))] string fact = "") =>
        ComesTrueAsync(() => Task.FromResult(isTrue()), value => value, fact);
}
