using Amazon.CloudWatch.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsSdk.Tests.Support;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace AwsSdk.Tests;

public sealed class QueryRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_with_weights_is_one_flat_form()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("CreateRule", ""));
        using var elb = aws.LoadBalancing;
        await elb.CreateRuleAsync(
            new CreateRuleRequest
            {
                ListenerArn = "arn:listener",
                Priority = 10,
                Conditions =
                [
                    new RuleCondition
                    {
                        Field = "http-header",
                        HttpHeaderConfig = new() { HttpHeaderName = "X-Publican-Preview", Values = ["a.1", "a b&c"] },
                    },
                ],
                Actions =
                [
                    new Action
                    {
                        Type = ActionTypeEnum.Forward,
                        ForwardConfig = new ForwardActionConfig
                        {
                            TargetGroups =
                            [
                                new TargetGroupTuple { TargetGroupArn = "arn:blue", Weight = 90 },
                                new TargetGroupTuple { TargetGroupArn = "arn:green", Weight = 10 },
                            ],
                            TargetGroupStickinessConfig = new TargetGroupStickinessConfig { Enabled = false },
                        },
                    },
                ],
            },
            Cancel);

        Assert.Equal(("POST", "/"), (aws.Request.Method, aws.Request.Path));
        Assert.StartsWith("application/x-www-form-urlencoded", aws.Request.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/elasticloadbalancing/aws4_request", aws.Request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Action"] = "CreateRule",
                ["Version"] = "2015-12-01",
                ["ListenerArn"] = "arn:listener",
                ["Priority"] = "10",
                ["Conditions.member.1.Field"] = "http-header",
                ["Conditions.member.1.HttpHeaderConfig.HttpHeaderName"] = "X-Publican-Preview",
                ["Conditions.member.1.HttpHeaderConfig.Values.member.1"] = "a.1",
                ["Conditions.member.1.HttpHeaderConfig.Values.member.2"] = "a b&c",
                ["Actions.member.1.Type"] = "forward",
                ["Actions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn"] = "arn:blue",
                ["Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight"] = "90",
                ["Actions.member.1.ForwardConfig.TargetGroups.member.2.TargetGroupArn"] = "arn:green",
                ["Actions.member.1.ForwardConfig.TargetGroups.member.2.Weight"] = "10",
                ["Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled"] = "false",
            },
            aws.Request.Form);
    }

    [Fact]
    public async Task An_empty_list_is_sent_as_its_bare_name()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("ModifyRule", ""));
        using var elb = aws.LoadBalancing;
        await elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = "arn:rule", Conditions = [] }, Cancel);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Action"] = "ModifyRule",
                ["Version"] = "2015-12-01",
                ["RuleArn"] = "arn:rule",
                ["Conditions"] = "",
            },
            aws.Request.Form);
    }

    [Fact]
    public async Task Maps_are_numbered_entries()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("CreateListener", ""));
        using var elb = aws.LoadBalancing;
        var oidc = new AuthenticateOidcActionConfig { AuthenticationRequestExtraParams = new() { ["prompt"] = "login" } };
        await elb.CreateListenerAsync(new CreateListenerRequest { DefaultActions = [new() { AuthenticateOidcConfig = oidc }] }, Cancel);

        const string entry = "DefaultActions.member.1.AuthenticateOidcConfig.AuthenticationRequestExtraParams.entry.1";
        Assert.Equal("prompt", aws.Request.Form[$"{entry}.key"]);
        Assert.Equal("login", aws.Request.Form[$"{entry}.value"]);
    }

    [Fact]
    public async Task Times_are_ISO_8601_in_UTC()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("GetMetricData", ""));
        using var metrics = aws.Metrics;
        await metrics.GetMetricDataAsync(
            new GetMetricDataRequest
            {
                StartTime = new DateTime(2026, 11, 23, 12, 0, 0, 5, DateTimeKind.Utc),
                EndTime = new DateTimeOffset(2026, 11, 23, 14, 0, 1, TimeSpan.FromHours(2)).UtcDateTime,
                MetricDataQueries = [new() { Id = "m", ReturnData = true, MetricStat = new() { Period = 1, Stat = "Sum" } }],
            },
            Cancel);

        Assert.Contains("/eu-west-1/monitoring/aws4_request", aws.Request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Action"] = "GetMetricData",
                ["Version"] = "2010-08-01",
                ["StartTime"] = "2026-11-23T12:00:00.005Z",
                ["EndTime"] = "2026-11-23T12:00:01.000Z",
                ["MetricDataQueries.member.1.Id"] = "m",
                ["MetricDataQueries.member.1.ReturnData"] = "true",
                ["MetricDataQueries.member.1.MetricStat.Period"] = "1",
                ["MetricDataQueries.member.1.MetricStat.Stat"] = "Sum",
            },
            aws.Request.Form);
    }
}
