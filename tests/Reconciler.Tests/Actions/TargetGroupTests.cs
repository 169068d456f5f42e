using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Actions;

/// <summary>What a target group is asked for, and what is read back of it.</summary>
public sealed class TargetGroupTests
{
    private readonly Ports _ports = new();

    [Fact]
    public async Task A_gRPC_group_is_made_with_its_codes_and_an_HTTP_group_without()
    {
        List<CreateTargetGroupRequest> made = [];
        await _ports.Elb.CreateTargetGroupAsync(Arg.Do<CreateTargetGroupRequest>(made.Add), Arg.Any<CancellationToken>());

        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(new PlannedAction.CreateTargetGroup(Colour.Green), Grpc)).Outcome);
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(new PlannedAction.CreateTargetGroup(Colour.Green))).Outcome);

        Assert.Equal(("HTTP", "GRPC", "0,12", (string?)null), (made[0].Protocol.Value, made[0].ProtocolVersion, made[0].Matcher.GrpcCode, made[0].Matcher.HttpCode));
        Assert.Equal(("HTTP", (string?)null, (Matcher?)null), (made[1].Protocol.Value, made[1].ProtocolVersion, made[1].Matcher));
    }

    [Fact]
    public async Task Changed_codes_are_written_and_read_back()
    {
        ModifyTargetGroupRequest? written = null;
        await _ports.Elb.ModifyTargetGroupAsync(Arg.Do<ModifyTargetGroupRequest>(request => written = request), Arg.Any<CancellationToken>());
        var configure = new PlannedAction.ConfigureTargetGroup(Colour.Green, Sample.Green, Grpc.GroupSettings, []);
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(configure, Grpc)).Outcome);
        Assert.Equal("0,12", written!.Matcher.GrpcCode);

        Show(new() { TargetGroupName = Grpc.Names.TargetGroup(Colour.Green), TargetGroupArn = Sample.Green, Protocol = ProtocolEnum.HTTP, ProtocolVersion = "GRPC", Matcher = written.Matcher });
        var read = (await ReadAsync()).Green!;
        Assert.Equal(("GRPC", "0,12", false), (read.ProtocolVersion, read.Settings.GrpcCodes, read.Sticky));
    }

    [Fact]
    public async Task Codes_of_HTTP_are_nobodys_setting_and_stickiness_is_read()
    {
        Show(new() { TargetGroupName = Grpc.Names.TargetGroup(Colour.Green), TargetGroupArn = Sample.Green, Protocol = ProtocolEnum.HTTP, ProtocolVersion = "HTTP1", Matcher = new Matcher { HttpCode = "200-299" } }, sticky: "true");
        var read = (await ReadAsync()).Green!;
        Assert.Equal(("HTTP1", null, true), (read.ProtocolVersion, read.Settings.GrpcCodes, read.Sticky));
    }

    private static Target Grpc
    {
        get
        {
            var spec = Sample.Spec();
            return Sample.Target("h1:new", spec with { Protocol = Protocol.Grpc, Health = spec.Health! with { Codes = "0,12" } });
        }
    }

    private Task<Pair<Publican.Observed.TargetGroup?>> ReadAsync() =>
        new TargetGroupReader(new AwsClients(_ports.Ecs, _ports.Elb, null!, null!, null!, null!)).ReadAsync(Grpc.Names, CancellationToken.None);

    private void Show(Amazon.ElasticLoadBalancingV2.Model.TargetGroup group, string sticky = "false")
    {
        _ports.Elb.DescribeTargetGroupsAsync(Arg.Any<DescribeTargetGroupsRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => call.Arg<DescribeTargetGroupsRequest>().Names is [var name] && name == group.TargetGroupName ? new DescribeTargetGroupsResponse { TargetGroups = [group] } : throw new TargetGroupNotFoundException("none"));
        _ports.Elb.DescribeTargetGroupAttributesAsync(Arg.Any<DescribeTargetGroupAttributesRequest>(), Arg.Any<CancellationToken>())
            .Returns(new DescribeTargetGroupAttributesResponse { Attributes = [new TargetGroupAttribute { Key = "stickiness.enabled", Value = sticky }] });
    }
}
