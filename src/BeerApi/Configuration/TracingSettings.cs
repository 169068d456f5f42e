using System.Globalization;

namespace BeerApi.Configuration;

/// <summary>Where traces go, in OpenTelemetry's own variables.</summary>
/// <param name="Endpoint">The collector's OTLP address over HTTP, without <c>/v1/traces</c>.</param>
/// <param name="Headers">Such as <c>api-key=secret</c>; left out of the text form.</param>
/// <param name="Ratio">The part of the requests that is traced, from 0 to 1; a caller's own decision goes before it.</param>
public sealed record TracingSettings(Uri Endpoint, string? Headers, string ServiceName, double Ratio)
{
    private const string EndpointName = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string RatioName = "OTEL_TRACES_SAMPLER_ARG";
    private const string ProtocolName = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersName = "OTEL_EXPORTER_OTLP_HEADERS";

    public override string ToString() => Endpoint.ToString();

    /// <summary>Null when there is no endpoint: then nothing is traced.</summary>
    internal static TracingSettings? Read(EnvironmentReader environment)
    {
        var ratio = Ratio01(environment);
        if (environment.Value(ProtocolName) is { } protocol && protocol != "http/protobuf")
        {
            environment.Wrong($"{ProtocolName} must be http/protobuf, which is port 4318 of most collectors, not '{protocol}'.");
        }
        if (environment.Value(HeadersName) is { } headers && !headers.Split(',').All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            environment.Wrong($"{HeadersName} must have the form name=value,name=value.");
        }
        if (environment.Value(EndpointName) is not { } text)
        {
            return null;
        }
        // Not shown: people write secrets into URLs, where OTLP has no use for them.
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.UserInfo.Length > 0)
        {
            environment.Wrong($"{EndpointName} must be a URL such as http://127.0.0.1:4318, without user and password: what the collector wants to see goes into {HeadersName}.");
            return null;
        }
        return new TracingSettings(endpoint, environment.Value(HeadersName), environment.Text("OTEL_SERVICE_NAME", "beer-api"), ratio);
    }

    private static double Ratio01(EnvironmentReader environment)
    {
        if (environment.Value(RatioName) is not { } text)
        {
            return 1;
        }
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
        {
            return ratio;
        }
        environment.Wrong($"{RatioName} must be a number from 0 to 1, not '{text}'.");
        return 1;
    }
}
