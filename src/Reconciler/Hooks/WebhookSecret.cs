using System.Security.Cryptography;
using System.Text;

namespace Publican.Hooks;

/// <summary>What a Git host and Publican share. A class and not a record: nothing prints it by accident.</summary>
public sealed class WebhookSecret(string secret)
{
    private const string Scheme = "sha256=";
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    /// <summary>Length of a signature as it stands in its header.</summary>
    internal static int SignatureLength { get; } = Scheme.Length + (2 * SHA256.HashSizeInBytes);

    /// <summary>As the header X-Hub-Signature-256 has it.</summary>
    public string Sign(ReadOnlySpan<byte> body) => Scheme + Convert.ToHexStringLower(HMACSHA256.HashData(_key, body));

    /// <summary>Takes the same time wherever the two differ: how long an answer takes must not tell how much of a guess was right.</summary>
    public bool Signed(ReadOnlySpan<byte> body, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(body)), Encoding.UTF8.GetBytes(signature));
}
