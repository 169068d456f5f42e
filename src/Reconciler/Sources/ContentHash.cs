using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Publican.Sources;

/// <summary>Names files by all that is in them, where nobody else names them: 40 hex digits, as many as a commit has.</summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<SourceFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            Append(Encoding.UTF8.GetBytes(file.Path));
            Append(file.Problem is { } problem ? Encoding.UTF8.GetBytes(problem) : file.Content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..40];

        // Each with its length before it: no two sets give the same bytes.
        void Append(ReadOnlySpan<byte> bytes)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
