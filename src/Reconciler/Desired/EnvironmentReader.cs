using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Environment</c>. What is returned is of use only when no error was recorded.</summary>
internal static partial class EnvironmentReader
{
    private const string NameExpected = "a name of 1 to 32 lower-case letters, digits and hyphens that starts with a letter, such as production";
    private static readonly KeySet Keys = new("region", "outputs", "endpoint", "sweep", "timing");

    public static EnvironmentSpec Read(DesiredDocument document, Uri? endpointOverride)
    {
        var spec = new MapReader(document.Spec, Keys);
        var written = spec["endpoint"];
        var endpoint = written.IsAbsent ? null : Endpoint(written);
        var effective = endpointOverride ?? endpoint;
        // An endpoint that cannot be read counts as local: one typo there must not make an error of every duration.
        var limits = new Limits(effective?.IsLoopback ?? !written.IsAbsent, TimeSpan.Zero);
        return new EnvironmentSpec
        {
            Name = document.Name.Text(NameExpected, NameForm()) ?? "",
            Region = spec["region"].Text("an AWS region, such as eu-west-1", RegionForm()) ?? "",
            Outputs = spec["outputs"].Text("an SSM path with a slash at both ends, such as /publican/production/", OutputsForm()) ?? "",
            Endpoint = effective,
            Sweep = spec["sweep"].Duration(limits.Sweep, limits.Default(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2))).GetValueOrDefault(),
            Timing = TimingReader.Read(spec["timing"], limits),
        };
    }

    private static Uri? Endpoint(Field field)
    {
        const string expected = "the origin of an AWS endpoint, such as http://127.0.0.1:4566";
        return field.Text(expected, text => Origin(text) is null ? FieldValues.NotExpected(expected, text) : null) is { } text ? Origin(text) : null;
    }

    private static Uri? Origin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri is { UserInfo: "", PathAndQuery: "/", Fragment: "" } ? uri : null;

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}\z")]
    private static partial Regex RegionForm();

    [GeneratedRegex(@"\A(?:/[A-Za-z0-9_.-]{1,64}){1,8}/\z")]
    private static partial Regex OutputsForm();
}
