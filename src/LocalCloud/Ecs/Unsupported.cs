using System.Text.Json;
using LocalCloud.Ecs.Messages;
using LocalCloud.Protocols;

namespace LocalCloud.Ecs;

/// <summary>
/// AWS ignores members it does not know, and so does LocalCloud. But a member that ECS does know and LocalCloud does not
/// would change what happens, so it is refused by name unless it says nothing: null, false, 0 or empty.
/// </summary>
internal static class Unsupported
{
    /// <exception cref="AwsException">UnsupportedFeatureException naming the member.</exception>
    public static void Refuse(Extensible sent, string where, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (sent.Rest?.TryGetValue(member, out var value) == true && value.SaysSomething())
                throw EcsErrors.Unsupported($"{member} in {where}");
        }
    }
}
