using Publican.Aws;

namespace Publican.Observed;

/// <summary>Turns a read into a fact: its value and when it was asked for, or why it failed.</summary>
internal static class Reading
{
    /// <remarks>The time is taken before the call: an answer can be no newer than its question.</remarks>
    public static async Task<Fact<T>> TryAsync<T>(TimeProvider clock, string what, Func<Task<T>> read, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        try
        {
            return Fact<T>.Of(await read(), at);
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return Fact<T>.Failed($"{what}: {AwsErrors.Describe(error)}", at);
        }
    }
}
