using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

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
        AmazonWebServiceRequest request, IMarshaller<IRequest, AmazonWebServiceRequest> marshaller, ResponseUnmarshaller unmarshaller, CancellationToken cancel)
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(request, new InvokeOptions { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller }, cancel);
}

/// <summary>ServiceURL where it is set (AWS_ENDPOINT_URL lands there too), else the regional endpoint.</summary>
internal sealed class WireEndpointResolver : BaseEndpointResolver
{
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
    {
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = (ClientConfig)requestContext.ClientConfig;
        var region = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion
            ?? (config.ServiceURL is { Length: > 0 } url ? RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(url)).SystemName : null);
        return new EndpointParameters { ["Region"] = region, ["Endpoint"] = config.ServiceURL };
    }
}

/// <summary>Endpoints of a service that has one host a region.</summary>
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

internal sealed class WireAuthHandler : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

internal sealed class WireMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
