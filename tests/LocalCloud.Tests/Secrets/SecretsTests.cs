using System.Text.Json.Nodes;
using LocalCloud.Secrets;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Secrets;

/// <summary>Secrets Manager, as the AWS CLI and as a task sees it.</summary>
public sealed class SecretsTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task The_CLI_makes_a_secret_changes_it_and_reads_both_versions()
    {
        var aws = AwsCli.For(_region);
        var made = await aws.JsonAsync("secretsmanager", "create-secret", "--name", "pub/beer", "--secret-string", "topsecret");
        var put = await aws.JsonAsync("secretsmanager", "put-secret-value", "--secret-id", (string)made!["ARN"]!, "--secret-string", "topsecret2");

        var described = (await aws.JsonAsync("secretsmanager", "describe-secret", "--secret-id", "pub/beer"))!;
        var previous = await aws.JsonAsync("secretsmanager", "get-secret-value", "--secret-id", "pub/beer", "--version-stage", "AWSPREVIOUS");

        Assert.Matches("^arn:aws:secretsmanager:eu-west-1:000000000000:secret:pub/beer-[A-Za-z0-9]{6}$", (string)described["ARN"]!);
        var stages = described["VersionIdsToStages"]!.AsObject();
        Assert.Equal("AWSCURRENT", (string)stages[(string)put!["VersionId"]!]![0]!);
        Assert.Equal("AWSPREVIOUS", (string)stages[(string)made["VersionId"]!]![0]!);
        Assert.Equal("topsecret", (string)previous!["SecretString"]!);
        Assert.Equal("topsecret2", (string)(await aws.JsonAsync("secretsmanager", "get-secret-value", "--secret-id", "pub/beer"))!["SecretString"]!);
        Assert.DoesNotContain("topsecret", await _region.Http.GetStringAsync("/_local/calls", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DescribeSecret", """{"SecretId":"nobody"}""", "ResourceNotFoundException")]
    [InlineData("PutSecretValue", """{"SecretId":"nobody","SecretString":"x"}""", "ResourceNotFoundException")]
    [InlineData("CreateSecret", """{"Name":"there","SecretString":"x"}""", "ResourceExistsException")]
    [InlineData("CreateSecret", """{"Name":"odd name","SecretString":"x"}""", "ValidationException")]
    [InlineData("CreateSecret", """{"Name":"bytes","SecretBinary":"eA=="}""", "InvalidParameterException")]
    [InlineData("GetSecretValue", """{"SecretId":"there","VersionStage":"AWSPREVIOUS"}""", "ResourceNotFoundException")]
    [InlineData("GetSecretValue", """{"SecretId":"there","VersionId":"none"}""", "ResourceNotFoundException")]
    [InlineData("DescribeSecret", "{}", "InvalidParameterException")]
    [InlineData("RotateSecret", """{"SecretId":"there"}""", "UnknownOperationException")]
    public async Task What_AWS_refuses_is_refused_with_its_code(string action, string input, string code)
    {
        await CallAsync("CreateSecret", new { Name = "there", SecretString = "x" });

        Assert.Equal(code, (await Assert.ThrowsAsync<AwsCallException>(() => CallAsync(action, JsonNode.Parse(input)!))).Code);
    }

    [Fact]
    public async Task A_container_gets_the_whole_secret_a_key_of_it_or_an_earlier_version()
    {
        var arn = (string)(await CallAsync("CreateSecret", new { Name = "db", SecretString = """{"url":"postgres://one","port":5432}""" }))["ARN"]!;
        await CallAsync("PutSecretValue", new { SecretId = "db", SecretString = """{"url":"postgres://two"}""" });
        var references = _region.Service<SecretReference>();

        Assert.Equal("""{"url":"postgres://two"}""", references.Resolve(arn));
        Assert.Equal("postgres://two", references.Resolve($"{arn}:url::"));
        Assert.Equal(("postgres://one", "5432"), (references.Resolve($"{arn}:url:AWSPREVIOUS:"), references.Resolve($"{arn}:port:AWSPREVIOUS:")));
        Assert.Contains("did not contain json key port", Assert.Throws<global::LocalCloud.Protocols.AwsException>(() => references.Resolve($"{arn}:port::")).Message, StringComparison.Ordinal);
        Assert.Contains("can't find", Assert.Throws<global::LocalCloud.Protocols.AwsException>(() => references.Resolve($"{arn}x:url::")).Message, StringComparison.Ordinal);
    }

    private Task<JsonNode> CallAsync(string action, object input) => _region.CallAsync("secretsmanager." + action, input);
}
