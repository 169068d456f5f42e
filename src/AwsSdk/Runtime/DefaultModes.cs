using Amazon.Runtime;

namespace Amazon.Wire;

/// <summary>The modes every AWS SDK knows (AWS SDKs and Tools reference guide, "Smart configuration defaults").</summary>
internal static class DefaultModes
{
    public static IDefaultConfiguration[] All { get; } =
    [
        Mode(DefaultConfigurationMode.Standard, 3.1),
        Mode(DefaultConfigurationMode.InRegion, 1.1),
        Mode(DefaultConfigurationMode.CrossRegion, 3.1),
        Mode(DefaultConfigurationMode.Mobile, 30),
        Mode(DefaultConfigurationMode.Auto, 1.1),
    ];

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, double connectSeconds) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };
}
