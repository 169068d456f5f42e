using LocalCloud.Protocols;

namespace LocalCloud.EventBridge;

internal static class EventsInputs
{
    /// <exception cref="AwsException">ValidationException, naming the member.</exception>
    public static void Refuse(EventsInput sent, string where, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (sent.Rest?.TryGetValue(member, out var value) == true && value.SaysSomething())
                throw new AwsException("ValidationException", $"LocalCloud does not support {member} in {where}");
        }
    }
}
