namespace LocalCloud.Protocols;

/// <summary>An answer AWS would give as an error: the code a client switches on, and the sentence a person reads.</summary>
public sealed class AwsException(string code, string message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>What the Query protocol called it: services that spoke that before they spoke JSON still say it, in a header.</summary>
    public string? QueryCode { get; init; }
}
