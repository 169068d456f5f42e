using Publican.Sources;

namespace Publican.Tests.Sources;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("git+https://example.com/desired.git#main:production", "https://example.com/desired.git", "main", "production")]
    [InlineData("git+file:///srv/desired.git#release/2024:env/local/", "file:///srv/desired.git", "release/2024", "env/local")]
    [InlineData("git+/srv/desired.git#main:", "/srv/desired.git", "main", "")]
    [InlineData("git+/srv/desired.git#fix#12:local", "/srv/desired.git", "fix#12", "local")]
    public void An_address_is_taken_apart(string text, string url, string branch, string path) =>
        Assert.Equal(new GitAddress(url, branch, path), SourceAddress.Parse(text));

    [Theory]
    [InlineData("dir:/srv/desired-state/local", "/srv/desired-state/local")]
    [InlineData("dir:/srv/my beers/", "/srv/my beers")]
    public void A_folder_is_an_absolute_path(string text, string folder) => Assert.Equal(new DirectoryAddress(folder), SourceAddress.Parse(text));

    [Theory]
    [InlineData("ssm:/desired-state/production", "/desired-state/production")]
    [InlineData("ssm:/desired/", "/desired")]
    public void A_path_of_parameters_has_its_manifest_and_its_documents_below_it(string text, string path)
    {
        var address = Assert.IsType<ParameterAddress>(SourceAddress.Parse(text));

        Assert.Equal((path, path + "/manifest", path + "/documents/sub/web.yaml", path + "/documents/web.yaml/2"), (address.Path, address.Manifest, address.Document("sub/web.yaml"), address.Part("web.yaml", 2)));
    }

    [Theory]
    [InlineData("git+/srv/desired.git#main:local")]
    [InlineData("dir:/srv/desired-state/local")]
    [InlineData("ssm:/desired-state/production")]
    public void An_address_is_printed_as_it_was_given(string text) => Assert.Equal(text, SourceAddress.Parse(text).ToString());

    [Theory]
    [InlineData("web.yaml", null)]
    [InlineData("a/b/c/web.yml", null)]
    [InlineData("../../base/web.yaml", null)]
    [InlineData("my beer.yaml", "letters, digits")]
    [InlineData("bière.yaml", "letters, digits")]
    [InlineData("/web.yaml", "letters, digits")]
    [InlineData("a/../web.yaml", "letters, digits")]
    [InlineData("../a/../web.yaml", "letters, digits")]
    [InlineData("..", "letters, digits")]
    [InlineData("web.yaml/1", "letters, digits")]
    [InlineData("web.json", "letters, digits")]
    [InlineData("web.yaml\n", "letters, digits")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12.yaml", "at most 15 levels")]
    public void A_document_has_a_name_that_SSM_takes(string name, string? refusal)
    {
        var said = new ParameterAddress("/desired/production").Refusal(name);

        if (refusal is null)
            Assert.Null(said);
        else
            Assert.Contains(refusal, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no source that Publican knows")]
    [InlineData("s3://bucket/desired", "expected git+<url>#<branch>:<folder>, ssm:<path> or dir:<absolute path>")]
    [InlineData("/srv/desired", "no source that Publican knows")]
    [InlineData("dir:desired-state/local", "is no absolute path")]
    [InlineData("dir:", "is no absolute path")]
    [InlineData("dir:~/desired", "is no absolute path")]
    [InlineData("ssm:desired/production", "does not start with a slash")]
    [InlineData("ssm:", "does not start with a slash")]
    [InlineData("ssm:/", "root of Parameter Store")]
    [InlineData("ssm:/desired//production", "between single slashes")]
    [InlineData("ssm:/desired/my state", "between single slashes")]
    [InlineData("ssm:/desired:3", "between single slashes")]
    [InlineData("ssm:/aws/desired", "SSM keeps for itself")]
    [InlineData("git+https://example.com/desired.git", "no # stands")]
    [InlineData("git+#main:local", "no # stands")]
    [InlineData("git+/srv/desired.git#main", "no colon stands")]
    [InlineData("git+/srv/desired.git#:local", "no colon stands")]
    [InlineData("git+desired.git#main:local", "neither https://")]
    [InlineData("git+git@example.com:desired.git#main:local", "neither https://")]
    [InlineData("git+ssh://git@example.com/desired.git#main:local", "ssh:// is not supported yet")]
    [InlineData("git+http://example.com/desired.git#main:local", "not encrypted")]
    [InlineData("git+ftp://example.com/desired.git#main:local", "ftp: is not supported")]
    [InlineData("git+file://host/desired.git#main:local", "names no host")]
    [InlineData("git+/srv/desired.git#ma in:local", "cannot be the name of a branch")]
    [InlineData("git+/srv/desired.git#a..b:local", "cannot be the name of a branch")]
    [InlineData("git+/srv/desired.git#main:/local", "not a folder inside the repository")]
    [InlineData("git+/srv/desired.git#main:../local", "not a folder inside the repository")]
    [InlineData("git+/srv/desired.git#main:a//b", "not a folder inside the repository")]
    public void A_wrong_address_is_told_what_is_wrong(string text, string expected)
    {
        var error = Assert.Throws<SourceException>(() => SourceAddress.Parse(text));

        Assert.Equal(SourceFailure.BadAddress, error.Failure);
        Assert.StartsWith("PUBLICAN_SOURCE: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_in_the_address_are_refused_and_not_repeated()
    {
        var error = Assert.Throws<SourceException>(() => SourceAddress.Parse("git+https://ada:hunter2@example.com/desired.git#main:local"));

        Assert.Contains("GIT_PASSWORD", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_a_password_is_refused_and_a_token_alone_is_enough()
    {
        Assert.Throws<SourceException>(() => GitCredentials.From(name => name == "GIT_USERNAME" ? "ada" : null));
        Assert.NotNull(GitCredentials.From(name => name == "GIT_PASSWORD" ? "token" : null));
        Assert.Null(GitCredentials.From(_ => null));
    }
}
