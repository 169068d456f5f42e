using System.Text;

namespace LocalCloud.Protocols;

/// <summary>
/// Newer CloudWatch clients choose smithy-rpc-v2-cbor. LocalCloud does not speak it, and says so in the one form such a client can read:
/// a CBOR map of two texts.
/// </summary>
internal sealed class CborProtocol : IWireProtocol
{
    public bool Speaks(HttpRequest request) =>
        request.Headers["Smithy-Protocol"] == "rpc-v2-cbor" || request.ContentType == "application/cbor";

    public WireCall Read(HttpRequest request, byte[] body) => throw new AwsException(
        "UnsupportedProtocol", "LocalCloud does not speak smithy-rpc-v2-cbor. Use a client that speaks AWS JSON or the Query protocol.");

    public WireAnswer Error(HttpRequest request, AwsException error, string requestId)
    {
        request.HttpContext.Response.Headers["smithy-protocol"] = "rpc-v2-cbor";
        const byte mapOfTwo = 0xA2;
        byte[] body = [mapOfTwo, .. Text("__type"), .. Text(error.Code), .. Text("message"), .. Text(error.Message)];
        return new WireAnswer(error.Status, "application/cbor", body);
    }

    private static byte[] Text(string text)
    {
        const byte textWithTwoByteLength = 0x79;
        var bytes = Encoding.UTF8.GetBytes(text);
        return [textWithTwoByteLength, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}
