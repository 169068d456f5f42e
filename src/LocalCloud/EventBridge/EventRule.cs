using System.Collections.Immutable;

namespace LocalCloud.EventBridge;

internal sealed record RuleTarget(string Id, string Arn);

/// <param name="Text">The pattern as it was sent.</param>
internal sealed record EventRule(string Name, string Arn, string Text, EventPattern Pattern, bool IsEnabled, string? Description, ImmutableList<RuleTarget> Targets);
