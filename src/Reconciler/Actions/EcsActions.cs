using Amazon.ECS;
using Amazon.ECS.Model;
using Task = System.Threading.Tasks.Task;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Writes to ECS: task definitions, services, one-off tasks, and the record on the anchor service.</summary>
internal sealed class EcsActions(IAmazonECS ecs)
{
    public Task RegisterAsync(Target target, CancellationToken cancel) => ecs.RegisterTaskDefinitionAsync(TaskDefinitionDocument.For(target), cancel);

    public async Task RunBeforeJobAsync(PlannedAction.RunBeforeJob job, Target target, CancellationToken cancel)
    {
        var answer = await ecs.RunTaskAsync(
            new RunTaskRequest
            {
                Cluster = target.Outputs.Cluster,
                TaskDefinition = job.TaskDefinitionArn,
                LaunchType = LaunchType.FARGATE,
                Count = 1,
                ClientToken = JobReader.ClientToken(target.Names, job.Revision, job.Hook),
                StartedBy = JobReader.StartedBy(target.Names, job.Revision, job.Hook),
                NetworkConfiguration = Network(target),
                Overrides = new TaskOverride
                {
                    ContainerOverrides = [new ContainerOverride { Name = target.Spec.Name, Command = [.. target.Spec.Before!.Command] }],
                },
                Tags = Tags.Ecs(target),
            },
            cancel);
        if (answer.Failures is [var failure, ..])
            throw new NothingDoneException($"RunTask placed no task: {failure.Reason} {failure.Detail}".TrimEnd());
    }

    public Task StopAsync(PlannedAction.StopBeforeJob job, Target target, CancellationToken cancel) =>
        ecs.StopTaskAsync(new StopTaskRequest { Cluster = target.Outputs.Cluster, Task = job.TaskArn, Reason = "publican: the before-job's timeout is over" }, cancel);

    public Task RecordAsync(PlannedAction.RecordJobResult result, CancellationToken cancel) => NoteJobAsync(result.TaskDefinitionArn, result.Result.ToString(), cancel);

    // Overwritten, like every tag of ours that is cleared.
    public Task ForgetAsync(PlannedAction.ForgetJobResult forget, CancellationToken cancel) => NoteJobAsync(forget.TaskDefinitionArn, ReleaseRecord.Cleared, cancel);

    public Task CreateServiceAsync(PlannedAction.CreateService create, Target target, CancellationToken cancel) =>
        ecs.CreateServiceAsync(
            new CreateServiceRequest
            {
                Cluster = target.Outputs.Cluster,
                ServiceName = target.Names.EcsService(create.Colour),
                TaskDefinition = create.TaskDefinitionArn,
                DesiredCount = create.Count,
                LaunchType = LaunchType.FARGATE,
                NetworkConfiguration = Network(target),
                LoadBalancers = [Balancer(create.TargetGroupArn, target)],
                HealthCheckGracePeriodSeconds = Grace(target),
                DeploymentConfiguration = Deployment(),
                Tags = Tags.Ecs(target, create.Colour),
            },
            cancel);

    /// <summary>
    /// Task definition, settings and count in ONE call: a second one would start a second deployment. Always a new deployment, also
    /// where the colour ran this very revision before: the progress deadline counts from the deployment's createdAt, and a mere
    /// change of the count keeps the old one.
    /// </summary>
    public Task StartAsync(PlannedAction.StartCandidate start, Target target, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(
            new UpdateServiceRequest
            {
                Cluster = target.Outputs.Cluster,
                Service = target.Names.EcsService(start.Colour),
                TaskDefinition = start.TaskDefinitionArn,
                DesiredCount = start.Count,
                ForceNewDeployment = true,
                NetworkConfiguration = Network(target),

                // The port stands here, too: with that of the revision before, ECS would refuse a task definition that has it no more.
                LoadBalancers = start.TargetGroupArn is { } group ? [Balancer(group, target)] : null,
                HealthCheckGracePeriodSeconds = Grace(target),
                DeploymentConfiguration = Deployment(),
            },
            cancel);

    public Task ScaleAsync(PlannedAction.Scale scale, Target target, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(
            new UpdateServiceRequest { Cluster = target.Outputs.Cluster, Service = target.Names.EcsService(scale.Colour), DesiredCount = scale.Count }, cancel);

    /// <summary>One TagResource call: the record changes as a whole or not at all.</summary>
    public Task WriteRecordAsync(PlannedAction.WriteRecord record, CancellationToken cancel) =>
        ecs.TagResourceAsync(
            new TagResourceRequest
            {
                ResourceArn = record.AnchorArn,
                Tags = [.. record.After.ChangesFrom(record.Before).Select(pair => new Tag { Key = pair.Key, Value = pair.Value })],
            },
            cancel);

    private async Task NoteJobAsync(string definitionArn, string result, CancellationToken cancel) => await ecs.TagResourceAsync(
        new TagResourceRequest { ResourceArn = definitionArn, Tags = [new Tag { Key = OwnerTags.Before, Value = result }] }, cancel);

    private static NetworkConfiguration Network(Target target) => new()
    {
        AwsvpcConfiguration = new AwsVpcConfiguration
        {
            Subnets = [.. target.Outputs.Subnets],
            SecurityGroups = [.. target.Outputs.SecurityGroups],
            AssignPublicIp = AssignPublicIp.DISABLED,
        },
    };

    private static LoadBalancer Balancer(string groupArn, Target target) =>
        new() { TargetGroupArn = groupArn, ContainerName = target.Spec.Name, ContainerPort = target.Spec.Port };

    private static int Grace(Target target) => (int)Math.Ceiling(target.Spec.Health.Grace.TotalSeconds);

    // The breaker tells us that tasks keep failing; it must not roll back by itself, or two owners would fight over the colour.
    private static DeploymentConfiguration Deployment() => new()
    {
        DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = false },
        MinimumHealthyPercent = 100,
        MaximumPercent = 200,
    };
}
