using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Ecr;

/// <summary>What somebody can find out about an image before it runs.</summary>
public sealed class RegistryTests : IAsyncLifetime
{
    private const string Target = "AmazonEC2ContainerRegistry_V20150921.";
    private static readonly string Foreign = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "amd64" : "arm64";
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _region.Script("pub/web:1.0", "exit 4");
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_tag_leads_to_the_digest_of_its_manifest()
    {
        var image = await ImageAsync("pub/web", "1.0");

        var manifest = (string)image["imageManifest"]!;
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest))), (string)image["imageId"]!["imageDigest"]!);
        Assert.Equal(((string)image["imageManifestMediaType"]!, "000000000000"), ((string)JsonNode.Parse(manifest)!["mediaType"]!, (string)image["registryId"]!));
    }

    [Fact]
    public async Task The_configuration_says_for_which_processor_it_was_built()
    {
        WriteForeign("pub/arm", "1");
        var manifest = JsonNode.Parse((string)(await ImageAsync("pub/arm", "1"))["imageManifest"]!)!;
        var digest = (string)manifest["config"]!["digest"]!;

        var url = (string)(await _region.CallAsync(Target + "GetDownloadUrlForLayer", new { repositoryName = "pub/arm", layerDigest = digest }))["downloadUrl"]!;
        var config = JsonNode.Parse(await _region.Http.GetStringAsync(url, TestContext.Current.CancellationToken))!;

        Assert.Equal((Foreign, "linux"), ((string)config["architecture"]!, (string)config["os"]!));
    }

    [Fact]
    public async Task An_image_runs_under_its_digest_with_or_without_its_tag_and_with_the_registry_of_the_account()
    {
        var digest = (string)(await ImageAsync("pub/web", "1.0"))["imageId"]!["imageDigest"]!;
        foreach (var reference in new[] { $"pub/web@{digest}", $"pub/web:gone@{digest}", $"000000000000.dkr.ecr.eu-west-1.amazonaws.com/pub/web@{digest}" })
        {
            var task = await _region.TaskInAsync(await _region.RunTaskAsync(await _region.RegisterAsync("web", reference)), "STOPPED");
            Assert.Equal((4, digest), ((int)task["containers"]![0]!["exitCode"]!, (string)task["containers"]![0]!["imageDigest"]!));
        }
    }

    [Fact]
    public async Task A_tag_that_is_pushed_again_leads_elsewhere_and_leaves_its_image_behind()
    {
        var before = (string)(await ImageAsync("pub/web", "1.0"))["imageId"]!["imageDigest"]!;
        _region.Script("pub/web:1.0", "exit 5");
        Assert.NotEqual(before, (string)(await ImageAsync("pub/web", "1.0"))["imageId"]!["imageDigest"]!);

        var task = await _region.TaskInAsync(await _region.RunTaskAsync(await _region.RegisterAsync("web", $"pub/web@{before}")), "STOPPED");
        Assert.Equal(4, (int)task["containers"]![0]!["exitCode"]!);
    }

    [Fact]
    public async Task An_image_for_another_processor_does_not_start()
    {
        WriteForeign("arm", "1");
        var task = await _region.TaskInAsync(await _region.RunTaskAsync(await _region.RegisterAsync("arm", "arm:1")), "STOPPED");
        Assert.Contains("does not contain descriptor matching platform", (string)task["stoppedReason"]! + task["containers"]![0]!["reason"]);
    }

    [Fact]
    public async Task What_is_not_there_is_said_in_the_words_of_ECR()
    {
        Assert.Equal("RepositoryNotFoundException", await CodeAsync("BatchGetImage", new { repositoryName = "nobody", imageIds = new[] { new { imageTag = "1" } } }));
        Assert.Equal("RepositoryNotFoundException", await CodeAsync("BatchGetImage", new { registryId = "111111111111", repositoryName = "pub/web", imageIds = new[] { new { imageTag = "1" } } }));
        Assert.Equal("InvalidParameterException", await CodeAsync("BatchGetImage", new { repositoryName = "../web", imageIds = new[] { new { imageTag = "1" } } }));
        Assert.Equal("InvalidParameterException", await CodeAsync("BatchGetImage", new { repositoryName = "pub/web", imageIds = Array.Empty<object>() }));
        Assert.Equal("LayersNotFoundException", await CodeAsync("GetDownloadUrlForLayer", new { repositoryName = "pub/web", layerDigest = "sha256:0" }));

        var answer = await _region.CallAsync(Target + "BatchGetImage", new { repositoryName = "pub/web", imageIds = new object[] { new { imageTag = "9.9" }, new { } } });
        Assert.Equal(["ImageNotFound", "MissingDigestAndTag"], answer["failures"]!.AsArray().Select(failure => (string)failure!["failureCode"]!));
    }

    [Fact]
    public async Task The_CLI_reads_images_roles_and_log_groups()
    {
        var aws = AwsCli.For(_region);
        var digest = (string)(await ImageAsync("pub/web", "1.0"))["imageId"]!["imageDigest"]!;
        var images = await aws.JsonAsync("ecr", "batch-get-image", "--repository-name", "pub/web", "--image-ids", "imageTag=1.0");
        Assert.Equal(digest, (string)images!["images"]![0]!["imageId"]!["imageDigest"]!);

        var trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        await aws.JsonAsync("iam", "create-role", "--role-name", "execution", "--assume-role-policy-document", trust);
        var role = (await aws.JsonAsync("iam", "get-role", "--role-name", "execution"))!["Role"]!;
        Assert.Equal("arn:aws:iam::000000000000:role/execution", (string)role["Arn"]!);
        Assert.Equal("ecs-tasks.amazonaws.com", (string)role["AssumeRolePolicyDocument"]!["Statement"]![0]!["Principal"]!["Service"]!);
        Assert.Contains("NoSuchEntity", await aws.ErrorAsync("iam", "get-role", "--role-name", "nobody"));
        Assert.Contains("EntityAlreadyExists", await aws.ErrorAsync("iam", "create-role", "--role-name", "execution", "--assume-role-policy-document", trust));
        Assert.Contains("MalformedPolicyDocument", await aws.ErrorAsync("iam", "create-role", "--role-name", "other", "--assume-role-policy-document", "{}"));

        await aws.JsonAsync("logs", "create-log-group", "--log-group-name", "/a/b");
        Assert.Equal("/a/b", (string)(await aws.JsonAsync("logs", "describe-log-groups", "--log-group-name-prefix", "/a"))!["logGroups"]![0]!["logGroupName"]!);
        var limits = (await aws.JsonAsync("elbv2", "describe-account-limits"))!["Limits"]!.AsArray();
        Assert.Equal("100", (string)limits.Single(limit => (string)limit!["Name"]! == "target-groups-per-application-load-balancer")!["Max"]!);
    }

    private void WriteForeign(string name, string tag)
    {
        Directory.CreateDirectory(Path.Combine(_region.Images, name));
        File.WriteAllText(Path.Combine(_region.Images, name, tag + ".json"), $$"""{"program": "sh", "architecture": "{{Foreign}}"}""");
    }

    private async Task<JsonNode> ImageAsync(string repository, string tag) =>
        (await _region.CallAsync(Target + "BatchGetImage", new { repositoryName = repository, imageIds = new[] { new { imageTag = tag } } }))["images"]![0]!;

    private async Task<string> CodeAsync(string action, object input) => (await Assert.ThrowsAsync<AwsCallException>(() => _region.CallAsync(Target + action, input))).Code;
}
