using Publican.Publishing;
using Publican.Sources;

namespace Publican.Tests.Publishing;

public sealed class PublishArgumentsTests
{
    [Fact]
    public void Options_may_stand_anywhere()
    {
        var expected = new PublishArguments("/srv/local", new ParameterAddress("/desired/local"), "v1.2");

        Assert.Equal(expected, PublishArguments.Parse(["/srv/local", "ssm:/desired/local", "--revision", "v1.2"]));
        Assert.Equal(expected, PublishArguments.Parse(["--revision", "v1.2", "/srv/sub/../local", "ssm:/desired/local/"]));
        Assert.Null(PublishArguments.Parse(["/srv/local", "ssm:/desired/local"]).Revision);
    }

    [Theory]
    [InlineData("takes a folder and where it goes")]
    [InlineData("takes a folder and where it goes", "local")]
    [InlineData("takes a folder and where it goes", "", "ssm:/desired")]
    [InlineData("takes a folder and where it goes", "local", "ssm:/desired", "more")]
    [InlineData("'--force' is not an option of publish", "local", "ssm:/desired", "--force")]
    [InlineData("'--revision' is not an option of publish, or lacks its value", "local", "ssm:/desired", "--revision")]
    [InlineData("'v 1' cannot name a revision", "local", "ssm:/desired", "--revision", "v 1")]
    [InlineData("'dir:/srv/desired' is not a path of SSM", "local", "dir:/srv/desired")]
    [InlineData("ssm:desired: the path \"desired\" does not start with a slash", "local", "ssm:desired")]
    [InlineData("/desired: this is no source that Publican knows", "local", "/desired")]
    public void What_was_typed_wrongly_is_told(string says, params string[] args) =>
        Assert.Contains(says, Assert.Throws<UsageException>(() => PublishArguments.Parse(args)).Message, StringComparison.Ordinal);
}
