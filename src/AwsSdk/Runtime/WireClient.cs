using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Wire;

/// <summary>What every generated client shares: the pipeline of AWSSDK.Core with our endpoints and marshallers in it.</summary>
public abstract class WireClient : AmazonServiceClient
{
    private protected WireClient(ClientConfig config)
        : base(config)
    {
    }

    private protected WireClient(AWSCredentials credentials, ClientConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new WireEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new WireAuthHandler());
    }

    internal Task<TResponse> InvokeAsync<TResponse>(
        AmazonWebServiceRequest request,
        IMarshaller<IRequest, AmazonWebServiceRequest> marshaller,
        ResponseUnmarshaller unmarshaller,
        CancellationToken cancel)
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(request, new InvokeOptions { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller }, cancel);
}

/// <summary>Hands the configuration to the endpoint provider.</summary>
internal sealed class WireEndpointResolver : BaseEndpointResolver
{
    public static EndpointParameters Parameters(IClientConfig config)
    {
        // Failing closed: an ordinary endpoint in place of the one that was asked for would go unnoticed.
        if (config.UseFIPSEndpoint || config.UseDualstackEndpoint)
        {
            throw new AmazonClientException(
                "UseFIPSEndpoint and UseDualstackEndpoint are not supported by these clients: "
                + "set ServiceURL to that endpoint, or build with -p:AwsSdk=official");
        }

        // AWS_ENDPOINT_URL arrives in ServiceURL too. The region is asked for only when needed: Core may look for it on the network.
        return config.ServiceURL is { Length: > 0 } url
            ? new EndpointParameters { ["Endpoint"] = url }
            : new EndpointParameters { ["Region"] = config.RegionEndpoint?.SystemName };
    }

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
    {
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => Parameters(requestContext.ClientConfig);
}

/// <summary>ServiceURL where it is set, else the one host a service has in each region.</summary>
public sealed class RegionalEndpointProvider(string prefix) : IEndpointProvider
{
    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters["Endpoint"] is string { Length: > 0 } endpoint)
            return new Endpoint(endpoint);
        var region = parameters["Region"] as string ?? throw new AmazonClientException("No RegionEndpoint or ServiceURL configured");
        return new Endpoint($"https://{prefix}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}");
    }
}

/// <summary>ServiceURL where it is set, else the one host a service has in each partition, signed for the region that stands for it.</summary>
/// <remarks>https://docs.aws.amazon.com/general/latest/gr/iam-service.html</remarks>
public sealed class GlobalEndpointProvider(string prefix) : IEndpointProvider
{
    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters["Endpoint"] is string { Length: > 0 } endpoint)
            return new Endpoint(endpoint);
        var region = parameters["Region"] as string ?? throw new AmazonClientException("No RegionEndpoint or ServiceURL configured");
        var partition = RegionEndpoint.GetBySystemName(region);
        var (host, signer) = partition.PartitionName switch
        {
            "aws" => (prefix, "us-east-1"),
            "aws-cn" => ($"{prefix}.cn-north-1", "cn-north-1"),
            "aws-us-gov" => ($"{prefix}.us-gov", "us-gov-west-1"),
            var other => throw new AmazonClientException(
                $"{prefix} of the partition {other} is not known to these clients: set ServiceURL to its endpoint, or build with -p:AwsSdk=official"),
        };
        return new Endpoint(
            $"https://{host}.{partition.PartitionDnsSuffix}",
            $$"""{"authSchemes":[{"name":"sigv4","signingName":"{{prefix}}","signingRegion":"{{signer}}"}]}""",
            "{}");
    }
}

internal sealed class WireAuthHandler : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

internal sealed class WireMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
