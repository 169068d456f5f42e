using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsSdk.Tests.Support;

namespace AwsSdk.Tests;

public sealed class QueryAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_that_are_known_are_read_and_others_passed_over()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("DescribeRules", """
            <Rules>
              <member>
                <RuleArn>arn:rule</RuleArn><Priority>10</Priority><IsDefault>false</IsDefault><Invented><member>x</member></Invented>
                <Actions><member><Type>forward</Type><ForwardConfig><TargetGroups>
                  <member><TargetGroupArn>arn:blue</TargetGroupArn><Weight>90</Weight></member>
                  <member><TargetGroupArn>arn:green</TargetGroupArn><Weight>10</Weight></member>
                </TargetGroups></ForwardConfig></member></Actions>
              </member>
            </Rules>
            """));
        using var elb = aws.LoadBalancing;
        var answer = await elb.DescribeRulesAsync(new DescribeRulesRequest(), Cancel);

        Assert.Equal("request-7", answer.ResponseMetadata.RequestId);
        Assert.Null(answer.NextMarker);
        var rule = Assert.Single(answer.Rules);
        Assert.Equal(("arn:rule", "10", false), (rule.RuleArn, rule.Priority, rule.IsDefault));
        var action = Assert.Single(rule.Actions);
        Assert.Same(ActionTypeEnum.Forward, action.Type);
        Assert.Null(action.Order);
        var weights = action.ForwardConfig.TargetGroups.Select(group => (group.TargetGroupArn, group.Weight));
        Assert.Equal([("arn:blue", 90), ("arn:green", 10)], weights);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Rules/>")]
    [InlineData("<Rules></Rules>")]
    public async Task A_list_without_members_is_null_as_the_official_client_reads_it(string members)
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("DescribeRules", members));
        using var elb = aws.LoadBalancing;
        Assert.Null((await elb.DescribeRulesAsync(new DescribeRulesRequest(), Cancel)).Rules);
    }

    [Fact]
    public async Task Health_is_read_with_the_official_constants()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("DescribeTargetHealth", """
            <TargetHealthDescriptions><member>
              <Target><Id>127.0.0.9</Id><Port>8080</Port></Target>
              <TargetHealth><State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason></TargetHealth>
            </member></TargetHealthDescriptions>
            """));
        using var elb = aws.LoadBalancing;
        var target = Assert.Single((await elb.DescribeTargetHealthAsync(new(), Cancel)).TargetHealthDescriptions);

        Assert.Equal(8080, target.Target.Port);
        Assert.Same(TargetHealthStateEnum.Unhealthy, target.TargetHealth.State);
        Assert.Same(TargetHealthReasonEnum.TargetResponseCodeMismatch, target.TargetHealth.Reason);
    }

    [Fact]
    public async Task Times_and_numbers_of_metrics_are_read()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Result("GetMetricData", """
            <MetricDataResults><member><Id>m</Id><StatusCode>Complete</StatusCode>
              <Timestamps><member>2026-11-23T12:00:00Z</member><member>2026-11-23T14:00:01.5+02:00</member></Timestamps>
              <Values><member>3.5</member><member>1.0E-4</member></Values>
            </member></MetricDataResults>
            """));
        using var metrics = aws.Metrics;
        var result = Assert.Single((await metrics.GetMetricDataAsync(new GetMetricDataRequest(), Cancel)).MetricDataResults);

        Assert.Same(StatusCode.Complete, result.StatusCode);
        Assert.Equal([3.5, 0.0001], result.Values);
        var noon = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);
        Assert.Equal([noon, noon.AddMilliseconds(1500)], result.Timestamps);
        Assert.All(result.Timestamps, time => Assert.Equal(DateTimeKind.Utc, time.Kind));
    }
}
