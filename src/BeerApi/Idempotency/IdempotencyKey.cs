using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BeerApi.Problems;

namespace BeerApi.Idempotency;

/// <summary>A client's own name for a request, with which it may send it again and have it done once. Each path has keys of its own.</summary>
internal sealed record IdempotencyKey(string Path, string Key)
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>What PostgreSQL locks while a request with this key runs. Two keys with the same number would only wait for each other.</summary>
    public long LockKey => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path} {Key}")));

    /// <summary>Null when the request has none, or a wrong one.</summary>
    /// <param name="path">As the routes have it: a request may write it in other ways.</param>
    public static IdempotencyKey? Read(string path, HttpRequest request, FieldErrors errors)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return null;
        }
        var key = values.ToString();
        if (values.Count == 1 && key.Length is > 0 and <= MaxLength && key.All(letter => letter is > ' ' and <= '~'))
        {
            return new IdempotencyKey(path, key);
        }
        errors.Add(Header, $"must be given once and have 1 to {MaxLength} visible ASCII characters, such as a UUID");
        return null;
    }
}
