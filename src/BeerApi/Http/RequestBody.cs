using System.Buffers;
using System.IO.Pipelines;
using BeerApi.Configuration;

namespace BeerApi.Http;

/// <summary>Reads bodies within a size and a time, whatever the client does.</summary>
internal sealed class RequestBody(Settings settings, TimeProvider time)
{
    /// <summary>The most bytes that Kestrel takes where an endpoint does not say otherwise.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int TimesForBulk = 3;

    /// <summary>The whole body in memory.</summary>
    /// <exception cref="BadHttpRequestException">It is too large (413) or too slow (408).</exception>
    public Task<byte[]> ReadAllAsync(HttpContext context) => InTimeAsync(context, settings.RequestTimeout, async (reader, limit) =>
    {
        while (true)
        {
            var read = await NextAsync(reader, limit);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    });

    /// <summary>Gives a long body to a reader piece by piece; it may take three times as long as a short one.</summary>
    public Task<T> StreamAsync<T>(HttpContext context, Func<PipeReader, TimeSpan, Task<T>> take) => InTimeAsync(context, settings.RequestTimeout * TimesForBulk, take);

    /// <summary>The next piece of a body.</summary>
    /// <exception cref="BadHttpRequestException">The time is over (408).</exception>
    public static async ValueTask<ReadResult> NextAsync(PipeReader reader, TimeSpan limit)
    {
        var read = await reader.ReadAsync(CancellationToken.None);
        if (!read.IsCanceled)
        {
            return read;
        }
        reader.AdvanceTo(read.Buffer.Start);
        throw new BadHttpRequestException($"The body did not arrive within {limit.TotalSeconds:0} s.", StatusCodes.Status408RequestTimeout);
    }

    /// <summary>A cancelled token would leave Kestrel's reader in the middle of a read, and Kestrel unable to read what is left.</summary>
    private async Task<T> InTimeAsync<T>(HttpContext context, TimeSpan limit, Func<PipeReader, TimeSpan, Task<T>> read)
    {
        var reader = context.Request.BodyReader;
        using var deadline = new CancellationTokenSource(limit, time);
        await using var end = deadline.Token.Register(reader.CancelPendingRead);
        return await read(reader, limit);
    }
}
