using System.Collections.Immutable;

namespace LocalCloud.Elb;

/// <summary>What a request must show. A condition holds when any one of its values matches.</summary>
public abstract record RuleCondition;

/// <summary>Host name without port; wildcards, any case.</summary>
public sealed record HostHeaderCondition(ImmutableArray<string> Values) : RuleCondition;

/// <summary>Path without the query; wildcards, case matters.</summary>
public sealed record PathPatternCondition(ImmutableArray<string> Values) : RuleCondition;

/// <summary>A header's value; wildcards, any case. The name has no wildcards.</summary>
public sealed record HttpHeaderCondition(string Name, ImmutableArray<string> Values) : RuleCondition;

/// <summary>The method, exactly as sent.</summary>
public sealed record RequestMethodCondition(ImmutableArray<string> Values) : RuleCondition;

/// <summary>A pair of the query string; wildcards, any case. A null key stands for any key.</summary>
public sealed record QueryStringCondition(ImmutableArray<QueryPair> Values) : RuleCondition;

public sealed record QueryPair(string? Key, string Value);
