using Publican.Observed;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Observed;

/// <summary>Where an image is asked for, and what its manifests say.</summary>
public sealed class ImageTests
{
    private const string Digest = "sha256:0123456789012345678901234567890123456789012345678901234567890123";

    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-central-1.amazonaws.com/pubs/beer-api:1.4", "123456789012", "eu-central-1", "pubs/beer-api", "1.4", null)]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/beer-api:1", "123456789012", "cn-north-1", "beer-api", "1", null)]
    [InlineData("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/beer-api:1", "123456789012", "us-east-1", "beer-api", "1", null)]
    [InlineData("123456789012.dkr-ecr.eu-west-1.on.aws/beer-api:1", "123456789012", "eu-west-1", "beer-api", "1", null)]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com/beer-api@" + Digest, "123456789012", "eu-west-1", "beer-api", null, Digest)]
    [InlineData("beer-api:1.4.0", null, "eu-west-1", "beer-api", "1.4.0", null)]
    [InlineData("pubs/beer-api:1@" + Digest, null, "eu-west-1", "pubs/beer-api", "1", Digest)]
    public void An_image_is_asked_for_at_ECR(string image, string? registry, string region, string repository, string? tag, string? digest)
    {
        var location = ImageLocation.Of(image, Sample.Environment())!;

        Assert.Equal((registry, region, repository, tag, digest), (location.RegistryId, location.Region, location.Repository, location.Tag, location.Digest));
        Assert.Equal(image.Split('@')[0] + "@" + Digest, location.At(Digest));
    }

    [Theory]
    [InlineData("public.ecr.aws/nginx/nginx:1", true)]
    [InlineData("ghcr.io/pubs/beer-api:1", true)]
    [InlineData("registry:5000/beer-api:1", true)]
    [InlineData("localhost/beer-api:1", true)]
    [InlineData("123.dkr.ecr.eu-west-1.amazonaws.com/beer-api:1", true)]
    [InlineData("nginx:1.27", false)]
    [InlineData("pubs/beer-api:1", false)]
    public void Other_registries_cannot_be_asked(string image, bool locally) =>
        Assert.Null(ImageLocation.Of(image, locally ? Sample.Environment() : Sample.Environment() with { Endpoint = null }));

    [Fact]
    public void An_index_lists_its_platforms_and_attestations_are_none()
    {
        const string Index = """
            {"schemaVersion":2,"manifests":[
              {"digest":"sha256:1","platform":{"architecture":"amd64","os":"linux"}},
              {"digest":"sha256:2","platform":{"architecture":"arm64","os":"linux","variant":"v8"}},
              {"digest":"sha256:3","platform":{"architecture":"unknown","os":"unknown"}},
              {"digest":"sha256:4"}]}
            """;
        Assert.Equal(["linux/amd64", "linux/arm64"], ImageManifest.Platforms(Index));
        Assert.Null(ImageManifest.ConfigDigest(Index));
    }

    [Fact]
    public void A_manifest_for_one_platform_names_it_in_its_configuration()
    {
        Assert.Equal(Digest, ImageManifest.ConfigDigest($$"""{"schemaVersion":2,"config":{"digest":"{{Digest}}"},"layers":[]}"""));
        Assert.Equal("linux/arm64", ImageManifest.PlatformOfConfig("""{"architecture":"arm64","os":"linux"}"""));
    }
}
