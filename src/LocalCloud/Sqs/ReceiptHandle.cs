using System.Globalization;
using System.Text;

namespace LocalCloud.Sqs;

/// <summary>What a receiver names a message by: another one each time it is received.</summary>
internal sealed record ReceiptHandle(string MessageId, int Receives)
{
    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{MessageId} {Receives}")));

    /// <exception cref="Protocols.AwsException">ReceiptHandleIsInvalid: it was not given out here.</exception>
    public static ReceiptHandle Parse(string? text)
    {
        var bytes = new byte[text?.Length ?? 0];
        return text is not null && Convert.TryFromBase64String(text, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(' ') is [var id, var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var receives)
            ? new ReceiptHandle(id, receives)
            : throw SqsErrors.BadReceipt(text);
    }
}
