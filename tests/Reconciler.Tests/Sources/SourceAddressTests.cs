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
        Assert.Equal(new SourceAddress(url, branch, path), SourceAddress.Parse(text));

    [Theory]
    [InlineData("", "other sources than Git are not supported yet")]
    [InlineData("ssm:/publican/production", "other sources than Git are not supported yet")]
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
