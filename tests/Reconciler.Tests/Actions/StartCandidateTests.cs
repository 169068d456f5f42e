using Amazon.ECS.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

public sealed class StartCandidateTests
{
    [Fact]
    public async Task A_changed_port_goes_to_the_load_balancer_in_the_call_that_brings_the_task_definition()
    {
        var ports = new Ports { Record = Scene.Released };
        var target = Sample.Target("h1:new", Sample.Spec() with { Port = 9090 });
        var start = new PlannedAction.StartCandidate(Colour.Green, "arn:definition/h1:new", 2, RuleArns: [], Sample.Green);
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(start, target)).Outcome);
        await ports.Ecs.Received(1).UpdateServiceAsync(
            Arg.Is<UpdateServiceRequest>(request =>
                request.TaskDefinition == "arn:definition/h1:new"
                && request.DesiredCount == 2
                && request.LoadBalancers.Single().TargetGroupArn == Sample.Green
                && request.LoadBalancers.Single().ContainerName == "beer-api"
                && request.LoadBalancers.Single().ContainerPort == 9090),
            Arg.Any<CancellationToken>());
    }
}
