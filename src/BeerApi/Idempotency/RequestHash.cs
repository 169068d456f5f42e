using System.Security.Cryptography;

namespace BeerApi.Idempotency;

/// <summary>Tells whether two requests have the same body, byte for byte, without keeping it.</summary>
internal static class RequestHash
{
    public static byte[] Of(ReadOnlySpan<byte> body) => SHA256.HashData(body);

    public static IncrementalHash OfPieces() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
}
