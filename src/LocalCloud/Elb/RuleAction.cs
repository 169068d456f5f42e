using System.Collections.Immutable;

namespace LocalCloud.Elb;

/// <summary>What a rule does with a request. LocalCloud has AWS's three final actions and none of the authenticating ones.</summary>
public abstract record RuleAction;

/// <summary>Sends the request to one of up to five target groups, drawn by weight.</summary>
/// <param name="Sticky">How long a client stays with the group it was given; null when every request is drawn anew.</param>
public sealed record ForwardAction(ImmutableArray<WeightedGroup> Groups, TimeSpan? Sticky) : RuleAction;

/// <param name="TargetGroupArn">The group.</param>
/// <param name="Weight">0 to 999; the share is this weight over the sum of all.</param>
public sealed record WeightedGroup(string TargetGroupArn, int Weight);

public sealed record FixedResponseAction(int StatusCode, string? ContentType, string? Body) : RuleAction;

/// <summary>Parts may hold <c>#{protocol}</c>, <c>#{host}</c>, <c>#{port}</c>, <c>#{path}</c> and <c>#{query}</c>: the part of the request's own address.</summary>
/// <param name="StatusCode">301 or 302.</param>
public sealed record RedirectAction(int StatusCode, string Protocol, string Host, string Port, string Path, string Query) : RuleAction;
