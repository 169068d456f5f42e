using System.Text.Json;
using AwsSdk.Tests.Support;
using AwsSdkGen;

namespace AwsSdk.Tests;

public sealed class GenerationTests
{
    private static readonly string Sdk = Path.Combine(Models.Repository, "src/AwsSdk");

    [Fact]
    public void Generating_again_gives_the_committed_clients_byte_for_byte()
    {
        using var operations = Models.Operations();
        var generated = Generation.Run(operations.RootElement, Models.RequireData()).ToDictionary(file => file.Path, file => file.Text);

        var committed = Directory.EnumerateFiles(Sdk, "*.g.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Sdk, file).Replace('\\', '/'));
        Assert.Equal(generated.Keys.Order(StringComparer.Ordinal), committed.Order(StringComparer.Ordinal));
        Assert.All(generated, file =>
            Assert.True(file.Value == File.ReadAllText(Path.Combine(Sdk, file.Key)), "stale: run ./dev generate-sdk"));
    }

    [Fact]
    public void An_operation_the_service_does_not_have_is_named()
    {
        using var operations = JsonDocument.Parse("""{"services":[{"model":"ecs","name":"ECS","operations":["RunTasks"]}]}""");
        var error = Assert.Throws<InvalidOperationException>(() => Generation.Run(operations.RootElement, Models.RequireData()).ToList());
        Assert.Contains("RunTasks", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http-header", "HttpHeader")]
    [InlineData("Elb.InternalError", "ElbInternalError")]
    [InlineData("active_impaired", "Active_impaired")]
    [InlineData("FARGATE_SPOT", "FARGATE_SPOT")]
    [InlineData("Bytes/Second", "BytesSecond")]
    public void Constants_are_called_as_in_the_official_client(string value, string name) => Assert.Equal(name, Naming.Constant(value));

    [Theory]
    [InlineData("RuleNotFoundException", "RuleNotFoundException")]
    [InlineData("InvalidNextToken", "InvalidNextTokenException")]
    [InlineData("InternalServiceFault", "InternalServiceException")]
    public void Exceptions_are_called_as_in_the_official_client(string shape, string name) => Assert.Equal(name, Naming.Exception(shape));
}
