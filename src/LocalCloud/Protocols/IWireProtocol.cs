using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>
/// One of the ways AWS clients write calls down. Protocols are asked in order; the first that recognises a request answers it.
/// </summary>
internal interface IWireProtocol
{
    bool Speaks(HttpRequest request);

    /// <exception cref="AwsException">The request names no known operation or cannot be read.</exception>
    WireCall Read(HttpRequest request, byte[] body);

    WireAnswer Error(HttpRequest request, AwsException error, string requestId);
}

/// <param name="Service">Short name for the call log.</param>
/// <param name="Action">Operation name.</param>
/// <param name="Input">What was sent, as JSON, for the call log.</param>
/// <param name="Invoke">Carries the call out; takes the request id.</param>
internal sealed record WireCall(
    string Service, string Action, JsonObject Input, Func<string, CancellationToken, ValueTask<WireAnswer>> Invoke)
{
    private const string NoService = "unknown";

    /// <summary>
    /// AWS names reads this way, in batches or not, without exception in the services spoken here. A call that could not be read changed nothing.
    /// Messages of a queue come and go and are nobody's resources: who takes them changes nothing of the estate.
    /// </summary>
    public bool Mutating => Service != NoService
        && !(Service == "sqs" && Action.Contains("Message", StringComparison.Ordinal))
        && !Action.StartsWith("Describe", StringComparison.Ordinal)
        && !Action.StartsWith("List", StringComparison.Ordinal)
        && !Action.StartsWith("Get", StringComparison.Ordinal)
        && !Action.StartsWith("BatchGet", StringComparison.Ordinal);

    /// <summary>Stands in the log for a call that was refused before it was understood.</summary>
    public static WireCall Unreadable(string target) => new(
        NoService, target, [], (_, _) => throw new InvalidOperationException("A call that could not be read is not carried out"));
}

/// <param name="QueryError">Content of the header x-amzn-query-error.</param>
internal sealed record WireAnswer(int Status, string ContentType, byte[] Body, string? QueryError = null);
