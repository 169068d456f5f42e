using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What a person can ask for. An intent acts only on the revision, and the step, that it names (I20).</summary>
public enum Verb
{
    /// <summary>Hands off the service, until the intent is taken away.</summary>
    Suspend,

    /// <summary>No forward move of a revision; failing checks still bring its traffic home.</summary>
    Pause,

    /// <summary>The rest of a step is skipped, or the step is approved.</summary>
    Promote,

    /// <summary>All steps that are left are skipped; the bake is not.</summary>
    PromoteFully,

    /// <summary>The revision is taken back.</summary>
    Abort,

    /// <summary>A quarantined revision is tried once more.</summary>
    Retry,

    /// <summary>Instead of the desired revision another one, until something else is desired.</summary>
    Rollback,

    /// <summary>A service that left the desired state is deleted.</summary>
    Prune,
}

/// <param name="Revision">Null for <see cref="Verb.Suspend"/>, which names none.</param>
/// <param name="Step">Weight of the step, for <see cref="Verb.Promote"/>; 0 begins what a freeze holds.</param>
/// <param name="By">Who asked, for people.</param>
/// <param name="At">When; whole seconds tell two retries apart.</param>
public sealed record Intent(Verb Verb, string? Revision, int? Step, string? By, DateTimeOffset? At)
{
    /// <summary>The revision to go back to, for <see cref="Verb.Rollback"/>.</summary>
    public string? To { get; init; }

    public string Who => By is null ? "a person" : By;
}

/// <summary>What people asked for by writing the SSM parameter <c>/publican/&lt;env&gt;/intents/&lt;service&gt;</c>.</summary>
/// <param name="Problems">What in the parameter could not be understood, for the status.</param>
public sealed record Intents(ImmutableArray<Intent> All, ImmutableArray<string> Problems)
{
    public static Intents None { get; } = new([], []);

    public Intent? Suspend => All.FirstOrDefault(intent => intent.Verb == Verb.Suspend);

    /// <summary>The newest of its kind for a revision.</summary>
    public Intent? For(Verb verb, string? revision) =>
        All.Where(intent => intent.Verb == verb && intent.Revision == revision).MaxBy(intent => intent.At ?? DateTimeOffset.MinValue);
}
