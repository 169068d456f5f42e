using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using BeerApi.Http;
using BeerApi.Idempotency;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>
/// Reads beers from a body of one JSON object a line (NDJSON) while it arrives. Only the beers are kept, not the text; and the database
/// is asked after the last line, so that a slow client holds no connection and a bad line changes nothing.
/// </summary>
internal sealed class BulkLines
{
    public const int MaxBytes = 8 * 1024 * 1024;
    public const int MaxBeers = 50_000;

    private const int MaxErrors = 100;
    private const byte LineEnd = (byte)'\n';

    private readonly FieldErrors errors = new();
    private readonly List<BeerDraft> beers = [];
    private readonly Dictionary<string, string> styles = [];
    private int line;

    private BulkLines()
    {
    }

    /// <summary>The beers, or what is wrong with their lines: the first hundred errors.</summary>
    public static async Task<(List<BeerDraft> Beers, FieldErrors Errors, byte[] Hash)> ReadAsync(PipeReader body, TimeSpan limit)
    {
        var lines = new BulkLines();
        using var hash = RequestHash.OfPieces();
        await lines.ReadAsync(body, hash, limit);
        if (lines.errors.None && lines.beers.Count == 0)
        {
            lines.errors.Add("body", """must hold at least one beer, as one JSON object a line such as {"name": "Cellar Door", "abv": 5.4}""");
        }
        return (lines.beers, lines.errors, hash.GetHashAndReset());
    }

    private async Task ReadAsync(PipeReader body, IncrementalHash hash, TimeSpan limit)
    {
        while (true)
        {
            var read = await RequestBody.NextAsync(body, limit);
            var taken = read.Buffer.Start;
            try
            {
                taken = TakeLines(read.Buffer, read.IsCompleted, hash);
            }
            finally
            {
                // Also before an exception: Kestrel reads what is left of the body, and cannot while we do.
                body.AdvanceTo(taken, read.Buffer.End);
            }
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <returns>Where the first line begins that is not complete yet.</returns>
    private SequencePosition TakeLines(ReadOnlySequence<byte> rest, bool isLast, IncrementalHash hash)
    {
        while (rest.PositionOf(LineEnd) is { } end)
        {
            RefuseLong(rest.Slice(0, end));
            var next = rest.GetPosition(1, end);
            Take(rest.Slice(0, next), hash);
            rest = rest.Slice(next);
        }
        RefuseLong(rest);
        if (!isLast || rest.IsEmpty)
        {
            return rest.Start;
        }
        Take(rest, hash);
        return rest.End;
    }

    /// <summary>A complete line, or what has come of one: how the bytes arrive makes no difference.</summary>
    private void RefuseLong(ReadOnlySequence<byte> text)
    {
        if (text.Length > RequestBody.MaxBytes)
        {
            throw new BadHttpRequestException($"Line {line + 1} is longer than {RequestBody.MaxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
        }
    }

    /// <summary>A line with its end. A blank one counts, but says nothing.</summary>
    private void Take(ReadOnlySequence<byte> text, IncrementalHash hash)
    {
        var bytes = text.ToArray();
        hash.AppendData(bytes);
        line++;
        var json = bytes.AsMemory();
        if (errors.Count >= MaxErrors || json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return;
        }
        var wrong = new FieldErrors();
        if (BeerBody.ReadDraft(json, wrong) is not { } draft)
        {
            errors.AddAll($"line {line}: ", wrong);
        }
        else if (beers.Count == MaxBeers)
        {
            throw new BadHttpRequestException($"At most {MaxBeers} beers may come at once.", StatusCodes.Status413PayloadTooLarge);
        }
        else
        {
            beers.Add(draft with { Style = Known(draft.Style) });
        }
    }

    /// <summary>Many beers have few styles: one text for each.</summary>
    private string? Known(string? style)
    {
        if (style is null)
        {
            return null;
        }
        if (!styles.TryGetValue(style, out var known))
        {
            styles.Add(style, known = style);
        }
        return known;
    }
}
