using System.Collections.Immutable;
using System.Globalization;
using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>A parameter as a reader names it, with the version that was meant.</summary>
internal sealed record FoundParameter(Parameter Parameter, ParameterVersion Version, string? Selector);

/// <summary>All parameters of the region. Reads see one consistent moment; writes are applied one after the other.</summary>
internal sealed class ParameterStore(RegionOptions options)
{
    private ImmutableDictionary<string, Parameter> _parameters = ImmutableDictionary.Create<string, Parameter>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Parameter> All => _parameters;

    public string ArnOf(string name) => Arn.Of(options.Region, "ssm", "parameter" + (name[0] == '/' ? name : "/" + name));

    /// <param name="name">Its full name.</param>
    /// <param name="change">
    /// Takes the parameter or null, gives its successor; may throw, and may be called again when another write came between.
    /// </param>
    public Parameter Put(string name, Func<Parameter?, Parameter> change) =>
        ImmutableInterlocked.AddOrUpdate(ref _parameters, name, _ => change(null), (_, old) => change(old));

    public Parameter Change(string name, Func<Parameter, Parameter> change) => Put(name, old => change(old ?? throw Missing(name)));

    /// <returns>What was removed; null when there was nothing.</returns>
    public Parameter? Remove(string name) => ImmutableInterlocked.TryRemove(ref _parameters, name, out var removed) ? removed : null;

    /// <summary>Finds by name, <c>name:version</c>, <c>name:label</c> or ARN. Null when there is no such parameter.</summary>
    /// <exception cref="AwsException">ParameterVersionNotFound when the parameter has no such version.</exception>
    public FoundParameter? Find(string reference)
    {
        var prefix = Arn.Of(options.Region, "ssm", "parameter");
        var all = _parameters;
        var local = reference.StartsWith(prefix, StringComparison.Ordinal) ? reference[prefix.Length..] : reference;
        var colon = local.IndexOf(':', StringComparison.Ordinal);
        var (name, selector) = colon < 0 ? (local, null) : (local[..colon], local[(colon + 1)..]);

        // An ARN writes parameter/name for both "name" and "/name".
        var isArn = local.Length < reference.Length;
        var parameter = all.GetValueOrDefault(name) ?? (isArn ? all.GetValueOrDefault(name.TrimStart('/')) : null);
        if (parameter is null) return null;
        if (selector is null) return new FoundParameter(parameter, parameter.Newest, null);
        var version = int.TryParse(selector, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? parameter.Versions.Find(v => v.Version == number)
            : parameter.Versions.Find(v => v.Labels.Contains(selector));
        return version is not null
            ? new FoundParameter(parameter, version, ":" + selector)
            : throw new AwsException(
                "ParameterVersionNotFound",
                $"Systems Manager could not find version {selector} of {name}. Verify the version and try again.");
    }

    public static AwsException Missing(string name) => new("ParameterNotFound", $"Parameter {name} not found.");
}
