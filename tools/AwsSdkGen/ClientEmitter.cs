namespace AwsSdkGen;

/// <summary>Interface, client, configuration and base request of one service.</summary>
internal sealed class ClientEmitter(Service service, IWireEmitter wire, ExceptionEmitter exceptions)
{
    public string Emit()
    {
        var code = service.Writer();
        code.Usings(
            [$"Amazon.{service.Name}.Model", "Amazon.Runtime", "Amazon.Runtime.Endpoints", "Amazon.Runtime.Internal", "Amazon.Wire"]);
        code.Line($"namespace Amazon.{service.Name};");
        code.Line();
        code.Block($"public partial class {service.Client}Request : AmazonWebServiceRequest", () => { });
        code.Line();
        code.Block($"public interface I{service.Client} : IAmazonService, IDisposable", () =>
        {
            foreach (var operation in service.Operations)
                code.Line($"{Signature(operation)} = default);");
            code.Line("Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);");

            // Implemented here, as the official interfaces do: one with an abstract static member cannot be substituted in a test.
            code.Line();
            code.Line($"static ClientConfig IAmazonService.CreateDefaultClientConfig() => new {service.Client}Config();");
            code.Line();
            code.Line("static IAmazonService IAmazonService.CreateDefaultServiceClient(");
            code.Line("    AWSCredentials awsCredentials, ClientConfig clientConfig) =>");
            code.Line("    awsCredentials is null");
            code.Line($"        ? new {service.Client}Client(({service.Client}Config)clientConfig)");
            code.Line($"        : new {service.Client}Client(awsCredentials, ({service.Client}Config)clientConfig);");
        });
        code.Line();
        Config(code);
        code.Line();
        code.Block($"public class {service.Client}Client : WireClient, I{service.Client}", () =>
        {
            code.Line($"private static readonly IServiceMetadata Metadata = new WireMetadata(\"{service.Model.ServiceId}\");");
            code.Line();
            Constructors(code);
            code.Line("protected override IServiceMetadata ServiceMetadata => Metadata;");
            foreach (var operation in service.Operations)
            {
                var (marshaller, unmarshaller) = wire.Pipeline(operation, exceptions.Expression(operation));
                code.Line();
                code.Line($"public virtual {Signature(operation)} = default) =>");
                code.Line($"    InvokeAsync<{operation.Name}Response>(");
                code.Line("        request,");
                code.Line($"        {marshaller},");
                code.Line($"        {unmarshaller},");
                code.Line("        cancellationToken);");
            }

            code.Line();
            code.Block("public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request)", () =>
                code.Line("return Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));"));
        });
        return code.ToString();
    }

    private void Constructors(CodeWriter code)
    {
        var config = $"{service.Client}Config";
        Constructor("", $"base(new {config}())");
        Constructor("RegionEndpoint region", $"base(new {config} {{ RegionEndpoint = region }})");
        Constructor($"{config} config", "base(config)");
        Constructor("AWSCredentials credentials", $"base(credentials, new {config}())");
        Constructor("AWSCredentials credentials, RegionEndpoint region", $"base(credentials, new {config} {{ RegionEndpoint = region }})");
        Constructor($"AWSCredentials credentials, {config} clientConfig", "base(credentials, clientConfig)");
        foreach (var (parameters, credentials) in new[]
        {
            ("string awsAccessKeyId, string awsSecretAccessKey", "new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey)"),
            ("string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken",
                "new SessionAWSCredentials(awsAccessKeyId, awsSecretAccessKey, awsSessionToken)"),
        })
        {
            Constructor(parameters, $"this({credentials})");
            Constructor($"{parameters}, RegionEndpoint region", $"this({credentials}, region)");
            Constructor($"{parameters}, {config} clientConfig", $"this({credentials}, clientConfig)");
        }

        void Constructor(string parameters, string chain)
        {
            code.Line($"public {service.Client}Client({parameters}) : {chain} {{ }}");
            code.Line();
        }
    }

    private void Config(CodeWriter code) => code.Block($"public class {service.Client}Config : ClientConfig", () =>
    {
        code.Line("private static readonly string Agent =");
        code.Line($"    Amazon.Util.Internal.InternalSDKUtils.BuildUserAgentString(\"{service.Model.ServiceId}\", \"4.0.0\");");
        code.Line();
        code.Block($"public {service.Client}Config() : base(new DefaultConfigurationProvider(DefaultModes.All))", () =>
        {
            code.Line($"ServiceId = \"{service.Model.ServiceId}\";");
            code.Line($"AuthenticationServiceName = \"{service.Model.SigningName}\";");
            code.Line($"EndpointProvider = new {(service.Model.IsGlobal ? "Global" : "Regional")}EndpointProvider(\"{service.Model.EndpointPrefix}\");");
        });
        code.Line();
        code.Line($"public override string RegionEndpointServiceName => \"{service.Model.EndpointPrefix}\";");
        code.Line();
        code.Line($"public override string ServiceVersion => \"{service.Model.ApiVersion}\";");
        code.Line();
        code.Line("public override string UserAgent => Agent;");
        code.Line();
        code.Block("public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)", () =>
            code.Line("return EndpointProvider.ResolveEndpoint(WireEndpointResolver.Parameters(this));"));
    });

    private static string Signature(Operation operation) =>
        $"System.Threading.Tasks.Task<{operation.Name}Response> {operation.Name}Async("
        + $"{operation.Name}Request request, CancellationToken cancellationToken";
}
