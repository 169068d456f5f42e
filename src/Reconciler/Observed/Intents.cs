using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What people asked for by writing the SSM parameter <c>/publican/&lt;env&gt;/intents/&lt;service&gt;</c>.</summary>
/// <param name="Suspended">Hands off until the intent is removed.</param>
/// <param name="AbortRevision">The revision whose attempt is to be taken back.</param>
/// <param name="Problems">What in the parameter could not be understood, for the status.</param>
public sealed record Intents(bool Suspended, string? AbortRevision, ImmutableArray<string> Problems)
{
    public static Intents None { get; } = new(false, null, []);
}
