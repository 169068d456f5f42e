using System.Text.Json;
using LocalCloud.Protocols;

namespace LocalCloud.Sqs;

/// <summary>SQS's errors: the shape that its model names, and the code that the Query protocol had for it.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html</remarks>
internal static class SqsErrors
{
    public static AwsException NoQueue() => Of("QueueDoesNotExist", "The specified queue does not exist.", "AWS.SimpleQueueService.NonExistentQueue");

    public static AwsException NameTaken() => Of("QueueNameExists", "A queue already exists with the same name and a different value for an attribute", "QueueAlreadyExists");

    public static AwsException BadAddress(string? url) => Of("InvalidAddress", $"The address {url} is not valid for this endpoint.");

    public static AwsException BadReceipt(string? handle) => Of("ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public static AwsException Missing(string parameter) => Of("MissingParameter", $"The request must contain the parameter {parameter}.");

    public static AwsException BadValue(string parameter, object value, string rule) =>
        Of("InvalidParameterValue", $"Value {value} for parameter {parameter} is invalid. Reason: {rule}");

    public static AwsException Unsupported(string what) => Of("UnsupportedOperation", $"LocalCloud does not support {what}", "AWS.SimpleQueueService.UnsupportedOperation");

    public static AwsException Of(string code, string message, string? queryCode = null) => new(code, message) { QueryCode = queryCode ?? code };

    /// <exception cref="AwsException">UnsupportedOperation, naming the member.</exception>
    public static void Refuse(SqsRequest sent, string action, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (sent.Rest?.TryGetValue(member, out var value) == true && value.SaysSomething()) throw Unsupported($"{member} in {action}");
        }
    }

    public static int Number(string parameter, int? sent, int usual, int from, int to) => sent switch
    {
        null => usual,
        { } number when number >= from && number <= to => number,
        { } number => throw BadValue(parameter, number, $"Must be between {from} and {to}, if provided."),
    };
}
