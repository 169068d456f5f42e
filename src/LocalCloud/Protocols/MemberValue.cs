using System.Text.Json;

namespace LocalCloud.Protocols;

/// <summary>A member as it was sent. Clients write some that say nothing: such a one asks for no feature.</summary>
internal static class MemberValue
{
    /// <returns>False for null, false, 0 and what is empty.</returns>
    public static bool SaysSomething(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Number => value.GetDouble() != 0,
        _ => true,
    };
}
