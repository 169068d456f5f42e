namespace Publican.Planning;

/// <summary>Something that pre-flight found out about a new revision, for people.</summary>
/// <param name="Where">Key of the desired state, or SSM parameter, that says so.</param>
/// <param name="Message">What is wrong, and what to do; or what was not checked, and why.</param>
/// <param name="Stops">Nothing of the revision is started, and nothing is written for it, while this stands.</param>
public sealed record Finding(string Where, string Message, bool Stops = true)
{
    public override string ToString() => $"{Where}: {Message}";
}
