using System.Net;
using Amazon.Runtime;

namespace Publican.Aws;

/// <summary>What a failed call means: refused for sure, or possibly done.</summary>
public static class AwsErrors
{
    /// <summary>AWS answered that it did nothing: a 4xx, throttling included. Everything else may have had its effect.</summary>
    public static bool IsRefusal(Exception error) =>
        error is AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError };

    /// <summary>We may not do this; trying again changes nothing until somebody changes a policy.</summary>
    public static bool IsDenied(Exception error) =>
        error is AmazonServiceException { ErrorCode: "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "NotAuthorized" };

    /// <summary>Failures that belong to the outside world; anything else is a defect of ours and must not be swallowed.</summary>
    public static bool IsExternal(Exception error) =>
        error is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or IOException
        || (error is TaskCanceledException && error.InnerException is TimeoutException);

    /// <summary>Nobody answered: there may be no way there at all, as from a subnet without one to a global service.</summary>
    public static bool IsSilence(Exception error) => IsExternal(error) && error is not AmazonServiceException { StatusCode: > 0 };

    public static string Describe(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service => $"{code}: {service.Message}",
        _ => error.Message,
    };
}
