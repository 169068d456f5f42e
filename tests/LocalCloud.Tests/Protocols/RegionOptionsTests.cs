using System.Net;

namespace LocalCloud.Tests.Protocols;

public sealed class RegionOptionsTests
{
    private static readonly string[] Least = ["--port", "4566", "--images", Path.GetTempPath(), "--data", "data"];

    [Fact]
    public void What_is_left_out_has_a_default()
    {
        var options = RegionOptions.Parse(Least);
        Assert.Equal(
            (4566, TimeSpan.FromMilliseconds(500), 1, "eu-west-1", true, new TimeScale(1)),
            (options.Port, options.WeightDelay, options.Seed, options.Region, options.Throttle, options.TimeScale));
        Assert.Null(options.ReadyFile);
        Assert.Null(options.LoadBalancerAddress);
        Assert.Null(options.Publish);
        Assert.Equal(Path.GetFullPath("data"), options.Data);
    }

    [Fact]
    public void Every_option_is_read()
    {
        var options = RegionOptions.Parse([
            .. Least, "--weight-delay", "15s", "--ready-file", "r.json", "--seed", "7", "--region", "us-east-1", "--load-balancer-address", "127.0.0.1",
            "--throttle", "off", "--time-scale", "10", "--publish", "10.1.2.3"]);
        Assert.Equal(IPAddress.Parse("10.1.2.3"), options.Publish);
        Assert.Equal(
            (TimeSpan.FromSeconds(15), 7, "us-east-1", Path.GetFullPath("r.json"), IPAddress.Loopback, false, new TimeScale(10)),
            (options.WeightDelay, options.Seed, options.Region, options.ReadyFile!, options.LoadBalancerAddress!, options.Throttle, options.TimeScale));
    }

    [Theory]
    [InlineData("--weight-delay", "15")]
    [InlineData("--weight-delay", "-1s")]
    [InlineData("--weight-delay", "1m")]
    [InlineData("--weight-delay", "ss")]
    [InlineData("--weight-delay", "99999s")]
    [InlineData("--seed", "1.5")]
    [InlineData("--seed", "")]
    [InlineData("--region", "EU west")]
    [InlineData("--load-balancer-address", "10.0.0.1")]
    [InlineData("--load-balancer-address", "::1")]
    [InlineData("--publish", "0.0.0.0")]
    [InlineData("--publish", "::")]
    [InlineData("--publish", "here")]
    [InlineData("--port", "80")]
    [InlineData("--throttle", "maybe")]
    [InlineData("--time-scale", "0")]
    [InlineData("--unknown", "x")]
    [InlineData("stray", "x")]
    public void A_value_that_makes_no_sense_is_named(string option, string value)
    {
        var error = Assert.Throws<UsageException>(() => RegionOptions.Parse([.. Least, option, value]));
        Assert.Contains(option, error.Message);
    }

    [Fact]
    public void Two_addresses_cannot_share_a_port_that_is_yet_to_be_found()
    {
        var error = Assert.Throws<UsageException>(() => RegionOptions.Parse(["--port", "0", "--images", Path.GetTempPath(), "--data", "d", "--publish", "10.1.2.3"]));
        Assert.Contains("--publish needs a port", error.Message);
    }

    [Fact]
    public void A_folder_of_images_that_is_not_there_is_named()
    {
        var error = Assert.Throws<UsageException>(() => RegionOptions.Parse(["--port", "0", "--images", "/no/such/folder", "--data", "d"]));
        Assert.Contains("/no/such/folder", error.Message);
    }
}
