using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Publican.Desired;

/// <summary>
/// The name of a revision: <c>h1:</c> or <c>h2:</c> and the first 16 hex digits of SHA-256 over canonical JSON.
/// The prefix names the way the hash is made: other rules need another prefix, never a silent change.
/// </summary>
public static class RevisionHash
{
    public const string Prefix = "h1:";

    /// <summary>Of contents in which the digest of a tag was looked up.</summary>
    public const string PinnedPrefix = "h2:";

    public static string Of(JsonNode content, string prefix = Prefix) => prefix + Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Utf8(content)))[..16];
}
