using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Sqs;

/// <param name="VisibleAt">Nobody gets it before: it was sent with a delay, or somebody has it.</param>
internal sealed record QueueMessage(string Id, string Body, DateTimeOffset SentAt, DateTimeOffset VisibleAt)
{
    /// <summary>How often somebody got it; the newest receipt handle names that number.</summary>
    public int Receives { get; init; }

    public DateTimeOffset? FirstReceivedAt { get; init; }

    /// <summary>Clients hold the body against it.</summary>
    // It guards nothing: SQS's protocol asks for this hash and no other.
#pragma warning disable CA5351
    public static string Md5(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351
}
