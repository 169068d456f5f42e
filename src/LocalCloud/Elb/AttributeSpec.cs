using System.Collections.Immutable;
using System.Globalization;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>One attribute of a load balancer or target group: its default and the values LocalCloud can honour.</summary>
/// <param name="Default">Null for an attribute that is absent until it is set.</param>
/// <param name="Refusal">Null when the value is good, else why it is not.</param>
internal sealed record AttributeSpec(string Key, string? Default, Func<string, string?> Refusal)
{
    public static AttributeSpec Number(string key, int? defaultValue, int min, int max) => new(key, defaultValue?.ToString(CultureInfo.InvariantCulture),
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? null
            : $"it must be a whole number from {min} to {max}");

    public static AttributeSpec Flag(string key) => new(key, "false", text => text is "true" or "false" ? null : "it must be true or false");

    /// <summary>Exists on AWS with other values too; LocalCloud does not do what those ask for, and says so.</summary>
    public static AttributeSpec Only(string key, string value) => new(key, value, text => text == value ? null : $"LocalCloud supports only {value}");

    /// <summary>Has no effect while the feature it belongs to is off, which it always is.</summary>
    public static AttributeSpec Unused(string key, string value) => new(key, value, _ => null);
}

/// <summary>The attributes one kind of resource has.</summary>
internal sealed class AttributeTable(string kind, params AttributeSpec[] specs)
{
    /// <summary>Every attribute with its value in force, defaults filled in.</summary>
    public ImmutableSortedDictionary<string, string> Effective(ImmutableSortedDictionary<string, string> set) =>
        specs.Where(spec => spec.Default is not null && !set.ContainsKey(spec.Key))
            .Aggregate(set, (all, spec) => all.SetItem(spec.Key, spec.Default!));

    /// <summary>The value in force of one attribute; null while it is absent.</summary>
    public string? InForce(string key, ImmutableSortedDictionary<string, string> set) =>
        set.TryGetValue(key, out var value) ? value : Array.Find(specs, spec => spec.Key == key)?.Default;

    /// <returns>What was set before, with what the call sets.</returns>
    /// <exception cref="AwsException">ValidationError for an unknown key, InvalidConfigurationRequest for a value that cannot be honoured.</exception>
    public ImmutableSortedDictionary<string, string> Modify(ImmutableSortedDictionary<string, string> set, QueryInput input)
    {
        var members = input.List("Attributes");
        if (members.Count == 0) throw ElbInput.Invalid("At least one attribute must be specified");
        foreach (var member in members)
        {
            var (key, value) = (member.Require("Key"), member["Value"] ?? "");
            var spec = Array.Find(specs, spec => spec.Key == key)
                ?? throw ElbInput.Invalid($"{kind} attribute key '{key}' is not recognized");
            if (spec.Refusal(value) is { } refusal)
                throw new AwsException("InvalidConfigurationRequest", $"{kind} attribute '{key}' cannot be '{value}': {refusal}");
            set = set.SetItem(key, value);
        }

        return set;
    }
}
