using System.Text.RegularExpressions;

namespace LocalCloud.Protocols;

/// <summary>Who calls. Signatures are not verified: any credentials do, but a call without any is refused as AWS refuses it.</summary>
internal static partial class Caller
{
    public const string Unknown = "anonymous";

    /// <summary>The access key id of the signature, or <see cref="Unknown"/>.</summary>
    public static string Of(HttpRequest request) =>
        Credential().Match(request.Headers.Authorization.ToString()) is { Success: true } match ? match.Groups["key"].Value : Unknown;

    /// <param name="request">The call.</param>
    /// <param name="isQuery">AWS JSON names its exceptions with "Exception" and answers 400; the Query protocol does neither.</param>
    /// <exception cref="AwsException">MissingAuthenticationToken or IncompleteSignature.</exception>
    public static void RequireSignature(HttpRequest request, bool isQuery)
    {
        var (suffix, status) = isQuery ? ("", StatusCodes.Status403Forbidden) : ("Exception", StatusCodes.Status400BadRequest);
        if (request.Headers.Authorization.Count == 0)
        {
            throw new AwsException("MissingAuthenticationToken" + suffix, "Missing Authentication Token", status);
        }

        if (Of(request) == Unknown)
        {
            throw new AwsException(
                "IncompleteSignature" + suffix, "Authorization header requires 'Credential' parameter of a version 4 signature", status);
        }
    }

    [GeneratedRegex("^AWS4-HMAC-SHA256 .*\\bCredential=(?<key>[^/, ]+)/")]
    private static partial Regex Credential();
}
