using Publican.Observed;

namespace Publican.Planning;

/// <summary>A person's rollback to a chosen revision (contract, section 8).</summary>
/// <param name="Instead">The revision that the desired state asks for: another one ends the pin.</param>
public sealed record Pin(string Instead, string To, string Who, DateTimeOffset? At);

public static class Pins
{
    /// <summary>H becomes the revision that a person chose, for as long as the one they chose it against is desired (I20).</summary>
    public static Target Apply(Target target, Intents intents) =>
        intents.For(Verb.Rollback, target.Revision) is { To: { } to } wish && to != target.Revision
            ? target with { Revision = to, Pin = new Pin(target.Revision, to, wish.Who, wish.At) }
            : target;
}
