using System.Net;
using LocalCloud.Protocols;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Tests.Traffic;

public sealed class StickinessTests : IAsyncLifetime
{
    private BlueGreen _stage = null!;
    private TestTarget _blue = null!, _green = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await BlueGreen.StartAsync();
        _blue = await TestTarget.StartAsync(context =>
        {
            context.Response.Cookies.Append("own", "1");
            return context.Response.WriteAsync("blue");
        });
        await _stage.Region.RegisterAsync(_stage.Blue, _blue);
        await _stage.Region.UntilAsync(_stage.Blue, _blue, "healthy");
        _green = await _stage.ServeAsync(_stage.Green, "green");
    }

    public async ValueTask DisposeAsync()
    {
        await _blue.DisposeAsync();
        await _green.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task A_client_with_the_cookie_stays_with_its_group_when_the_weights_move_on()
    {
        await WeighAsync(blue: 100, green: 0, seconds: 60);
        using var client = Browser(out var cookies);
        Assert.Equal("blue", await client.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken));
        Assert.Equal(["AWSALBTG", "own"], cookies.GetAllCookies().Select(cookie => cookie.Name).Order());

        await WeighAsync(blue: 0, green: 100, seconds: 60);

        Assert.Equal("blue", await client.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken));
        using var newcomer = Browser(out _);
        Assert.Equal("green", await newcomer.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_stickiness_an_old_cookie_means_nothing()
    {
        await WeighAsync(blue: 100, green: 0, seconds: 60);
        using var client = Browser(out _);
        await client.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken);

        await _stage.WeighAsync(blue: 0, green: 100);

        Assert.Equal("green", await client.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cookie_of_a_group_that_left_the_rule_is_drawn_anew()
    {
        await WeighAsync(blue: 100, green: 0, seconds: 60);
        using var client = Browser(out _);
        await client.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken);

        await _stage.Region.ElbAsync("ModifyRule", [("RuleArn", _stage.Rule), .. Sticky(60, (_stage.Green, 100))]);

        Assert.Equal("green", await client.GetStringAsync(_stage.Url, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("true", null)]
    [InlineData("true", 0)]
    [InlineData("true", 604801)]
    [InlineData("perhaps", 60)]
    public async Task A_stickiness_that_AWS_would_not_take_is_refused(string enabled, int? seconds)
    {
        List<(string, object)> parameters = [("RuleArn", _stage.Rule), .. Sticky(60, (_stage.Green, 1))];
        parameters.RemoveAll(parameter => parameter.Item1.Contains("Stickiness", StringComparison.Ordinal));
        parameters.Add(("Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled", enabled));
        if (seconds is { } duration) parameters.Add(("Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds", duration));

        Assert.Equal("ValidationError", (await Assert.ThrowsAsync<AwsException>(() => _stage.Region.ElbAsync("ModifyRule", [.. parameters]))).Code);
    }

    private Task<System.Xml.Linq.XElement> WeighAsync(int blue, int green, int seconds) =>
        _stage.Region.ElbAsync("ModifyRule", [("RuleArn", _stage.Rule), .. Sticky(seconds, (_stage.Blue, blue), (_stage.Green, green))]);

    private static IEnumerable<(string, object)> Sticky(int seconds, params (string Group, int Weight)[] groups) =>
    [
        ("Actions.member.1.Type", "forward"),
        .. groups.SelectMany((group, index) => new (string, object)[]
        {
            ($"Actions.member.1.ForwardConfig.TargetGroups.member.{index + 1}.TargetGroupArn", group.Group),
            ($"Actions.member.1.ForwardConfig.TargetGroups.member.{index + 1}.Weight", group.Weight),
        }),
        ("Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled", "true"),
        ("Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds", seconds),
    ];

    private static HttpClient Browser(out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        return new HttpClient(new SocketsHttpHandler { CookieContainer = cookies });
    }
}
