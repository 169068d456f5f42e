using LocalCloud.Faults;
using LocalCloud.Throttling;

namespace LocalCloud.Protocols;

internal static class ProtocolRegistration
{
    public static IServiceCollection AddAwsEndpoint(this IServiceCollection services) => services
        .AddSingleton<IWireProtocol, CborProtocol>()
        .AddSingleton<IWireProtocol, JsonProtocol>()
        .AddSingleton<IWireProtocol, QueryProtocol>()
        .AddSingleton<CallLog>()
        .AddSingleton<Throttle>()
        .AddFaults()
        .AddSingleton<AwsEndpoint>()
        .AddSingleton<ILocalRoutes, CallPages>();

    public static void MapAwsEndpoint(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<AwsEndpoint>();
        app.MapPost("/", endpoint.HandleAsync);

        // Where smithy-rpc-v2-cbor posts; answered so that its clients get a reason.
        app.MapPost("/service/{service}/operation/{operation}", endpoint.HandleAsync);
        app.MapFallback(() => Results.Json(
            new { message = "LocalCloud answers AWS calls at POST /, shows itself at GET /, and tells about itself under /_local/." },
            statusCode: StatusCodes.Status404NotFound));
    }
}
