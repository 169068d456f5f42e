using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Amazon.ECS;
using Amazon.ECS.Model;
using KeyValuePair = Amazon.ECS.Model.KeyValuePair;
using Task = System.Threading.Tasks.Task;
using Publican.Desired.Native;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Writes to ECS: task definitions, services, one-off tasks, and the record on the anchor service.</summary>
internal sealed class EcsActions(IAmazonECS ecs)
{
    public Task RegisterAsync(PlannedAction.RegisterTaskDefinition register, Target target, CancellationToken cancel)
    {
        var document = TaskDefinitionDocument.For(target);
        if (register.Runs is { } runs)
            document.Tags.AddRange(JobActions.TagsOf(runs));
        return ecs.RegisterTaskDefinitionAsync(document, cancel);
    }

    public Task RunBeforeJobAsync(PlannedAction.RunBeforeJob job, Target target, CancellationToken cancel) =>
        RunTaskAsync(job.TaskDefinitionArn, job.Revision, job.Hook, target.Spec.Before!.Command, [], target, cancel);

    public Task RunCheckTaskAsync(PlannedAction.RunCheckTask check, Target target, CancellationToken cancel) =>
        RunTaskAsync(
            check.TaskDefinitionArn, check.Revision, check.Hook, check.Command,
            [
                new KeyValuePair { Name = "PUBLICAN_PREVIEW_URL", Value = check.Preview.Origin.GetLeftPart(UriPartial.Authority) },
                new KeyValuePair { Name = "PUBLICAN_PREVIEW_HEADER", Value = check.Preview.Header is { } header ? $"{ListenerReader.PreviewHeader}: {header}" : "" },
            ],
            target, cancel);

    public Task StopAsync(string taskArn, string why, Target target, CancellationToken cancel) =>
        ecs.StopTaskAsync(new StopTaskRequest { Cluster = target.Outputs.Cluster, Task = taskArn, Reason = $"publican: {why}" }, cancel);

    public Task RecordAsync(PlannedAction.RecordCheckTask result, CancellationToken cancel) =>
        NoteAsync(result.TaskDefinitionArn, OwnerTags.Checked + result.Hook, new JobResult(Code: null).ToString(), cancel);

    public Task RecordAsync(PlannedAction.RecordJobResult result, CancellationToken cancel) => NoteAsync(result.TaskDefinitionArn, OwnerTags.Before, result.Result.ToString(), cancel);

    public Task NoteAsync(PlannedAction.NoteVerdict note, CancellationToken cancel) => NoteAsync(note.TaskDefinitionArn, OwnerTags.Verdict, note.Verdict.ToString(), cancel);

    public Task CreateServiceAsync(PlannedAction.CreateService create, Target target, CancellationToken cancel) =>
        ecs.CreateServiceAsync(
            Native(new CreateServiceRequest
            {
                Cluster = target.Outputs.Cluster,
                ServiceName = target.Names.EcsService(create.Colour),
                TaskDefinition = create.TaskDefinitionArn,
                DesiredCount = create.Count,
                LaunchType = Launch(target),
                NetworkConfiguration = Network(target.Network, target),
                LoadBalancers = [Balancer(create.TargetGroupArn, target)],
                HealthCheckGracePeriodSeconds = Grace(target),
                DeploymentConfiguration = Deployment(),
                Tags = [.. Tags.Ecs(target, create.Colour), .. Stored(ReleaseRecord.Empty with { Retried = create.Retried })],
            }, target),
            cancel);

    /// <summary>
    /// Task definition, settings and count in ONE call: a second one would start a second deployment. Always a new deployment, also
    /// where the colour ran this very revision before: the progress deadline counts from the deployment's createdAt, and a mere
    /// change of the count keeps the old one.
    /// </summary>
    public Task StartAsync(PlannedAction.StartCandidate start, Target target, FreshFacts facts, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(
            Native(new UpdateServiceRequest
            {
                Cluster = target.Outputs.Cluster,
                Service = target.Names.EcsService(start.Colour),
                TaskDefinition = start.TaskDefinitionArn,
                DesiredCount = start.Count,
                ForceNewDeployment = true,
                NetworkConfiguration = Network(target.Network, target),

                // The port stands here, too: with that of the revision before, ECS would refuse a task definition that has it no more.
                LoadBalancers = start.TargetGroupArn is { } group ? [Balancer(group, target)] : null,
                HealthCheckGracePeriodSeconds = Grace(target),
                DeploymentConfiguration = Deployment(),
            }, facts.Services[start.Colour]?.Live, target),
            cancel);

    public Task ScaleAsync(PlannedAction.Scale scale, Target target, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(
            new UpdateServiceRequest { Cluster = target.Outputs.Cluster, Service = target.Names.EcsService(scale.Colour), DesiredCount = scale.Count }, cancel);

    public Task CreateRollingServiceAsync(PlannedAction.CreateRollingService create, Target target, CancellationToken cancel) =>
        ecs.CreateServiceAsync(
            Native(new CreateServiceRequest
            {
                Cluster = target.Outputs.Cluster,
                ServiceName = target.Names.EcsService(Colour.Blue),
                TaskDefinition = create.TaskDefinitionArn,
                DesiredCount = create.Count,
                LaunchType = Launch(target),
                NetworkConfiguration = Network(target.Network, target),
                DeploymentConfiguration = Rolling(target),
                Tags = [.. Tags.Ecs(target), .. Stored(create.Record)],
            }, target),
            cancel);

    public Task RollAsync(PlannedAction.Roll roll, Target target, FreshFacts facts, CancellationToken cancel)
    {
        var request = new UpdateServiceRequest
        {
            Cluster = target.Outputs.Cluster,
            Service = target.Names.EcsService(Colour.Blue),
            TaskDefinition = roll.TaskDefinitionArn,
            DesiredCount = roll.KeepsCount ? null : roll.Count,
            ForceNewDeployment = roll.Again || target.Spec.EcsService?.Has("capacityProviderStrategy") == true,
            NetworkConfiguration = Network(roll.Network ?? target.Network, target),
            DeploymentConfiguration = Rolling(target),
        };

        // Nobody remembers what the proven revision's service had: going back changes the tasks, and nothing that could be in their way.
        return ecs.UpdateServiceAsync(roll.Back ? request : Native(request, facts.Services.Blue?.Live, target), cancel);
    }

    public Task ScaleRollingServiceAsync(PlannedAction.ScaleRollingService scale, Target target, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(
            new UpdateServiceRequest { Cluster = target.Outputs.Cluster, Service = target.Names.EcsService(Colour.Blue), DesiredCount = scale.Count }, cancel);

    /// <summary>Only what differs, and nothing that starts a deployment.</summary>
    public Task RestoreAsync(PlannedAction.RestoreSettings restore, Target target, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(
            NativeOverlay.Apply(
                new UpdateServiceRequest { Cluster = target.Outputs.Cluster, Service = target.Names.EcsService(restore.Colour) },
                new JsonObject(restore.Wanted.Select(member => System.Collections.Generic.KeyValuePair.Create(member.Key, JsonNode.Parse(member.Value))))),
            cancel);

    public Task RestoreAsync(PlannedAction.RestoreTags restore, CancellationToken cancel) =>
        ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = restore.Arn, Tags = [new Tag { Key = OwnerTags.Colour, Value = restore.Colour.Word() }] }, cancel);

    public Task DeregisterAsync(PlannedAction.DeregisterTaskDefinition deregister, CancellationToken cancel) =>
        ecs.DeregisterTaskDefinitionAsync(new DeregisterTaskDefinitionRequest { TaskDefinition = deregister.TaskDefinitionArn }, cancel);

    public async Task DeleteDefinitionAsync(PlannedAction.DeleteTaskDefinition delete, CancellationToken cancel)
    {
        var answer = await ecs.DeleteTaskDefinitionsAsync(new DeleteTaskDefinitionsRequest { TaskDefinitions = [delete.TaskDefinitionArn] }, cancel);
        if (answer.Failures is [var failure, ..])
            throw new NothingDoneException($"DeleteTaskDefinitions deleted nothing: {failure.Reason} {failure.Detail}".TrimEnd());
    }

    public Task StopDepartedAsync(PlannedAction.StopDeparted stop, Target target, CancellationToken cancel) =>
        ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = target.Outputs.Cluster, Service = stop.EcsService, DesiredCount = 0 }, cancel);

    public Task DeleteDepartedAsync(PlannedAction.DeleteDeparted delete, Target target, CancellationToken cancel) =>
        ecs.DeleteServiceAsync(new DeleteServiceRequest { Cluster = target.Outputs.Cluster, Service = delete.EcsService }, cancel);

    public Task AdoptAsync(PlannedAction.AdoptDefinition adopt, Target target, CancellationToken cancel) =>
        ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = adopt.TaskDefinitionArn, Tags = Tags.Definition(target) }, cancel);

    public Task AdoptAsync(PlannedAction.AdoptService adopt, Target target, CancellationToken cancel) =>
        ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = adopt.Arn, Tags = [.. Tags.Ecs(target), .. Stored(adopt.Record)] }, cancel);

    /// <summary>One TagResource call: the record changes as a whole or not at all.</summary>
    public Task WriteRecordAsync(PlannedAction.WriteRecord record, CancellationToken cancel) =>
        ecs.TagResourceAsync(
            new TagResourceRequest
            {
                ResourceArn = record.AnchorArn,
                Tags = [.. record.After.ChangesFrom(record.Before).Select(pair => new Tag { Key = pair.Key, Value = pair.Value })],
            },
            cancel);

    private async Task RunTaskAsync(
        string definitionArn, string revision, string hook, ImmutableArray<string> command, List<KeyValuePair> environment, Target target, CancellationToken cancel)
    {
        var answer = await ecs.RunTaskAsync(
            NativeOverlay.Apply(new RunTaskRequest
            {
                Cluster = target.Outputs.Cluster,
                TaskDefinition = definitionArn,
                LaunchType = Launch(target),
                Count = 1,
                ClientToken = JobReader.ClientToken(target.Names, revision, hook),
                StartedBy = JobReader.StartedBy(target.Names, revision, hook),
                NetworkConfiguration = Network(target.Network, target),
                Overrides = new TaskOverride
                {
                    ContainerOverrides = [new ContainerOverride { Name = target.Spec.Name, Command = [.. command], Environment = environment.Count > 0 ? environment : null }],
                },
                Tags = Tags.Ecs(target),
            }, OfTask(target)),
            cancel);
        if (answer.Failures is [var failure, ..])
            throw new NothingDoneException($"RunTask placed no task: {failure.Reason} {failure.Detail}".TrimEnd());
    }

    private async Task NoteAsync(string definitionArn, string key, string result, CancellationToken cancel) => await ecs.TagResourceAsync(
        new TagResourceRequest { ResourceArn = definitionArn, Tags = [new Tag { Key = key, Value = result }] }, cancel);

    private static IEnumerable<Tag> Stored(ReleaseRecord record) => record.ChangesFrom(ReleaseRecord.Empty).Select(tag => new Tag { Key = tag.Key, Value = tag.Value });

    private static CreateServiceRequest Native(CreateServiceRequest request, Target target) => NativeOverlay.Apply(request, target.Spec.EcsService?.Content);

    private static UpdateServiceRequest Native(UpdateServiceRequest request, Service? live, Target target) => NativeReset.Refusal(live, target.Spec.EcsService) is { } refusal
        ? throw new NothingDoneException(refusal)
        : NativeReset.Apply(NativeOverlay.Apply(request, target.Spec.EcsService?.Content), live, target.Spec.EcsService);

    // A one-off task has no service whose tags it could take.
    internal static JsonObject? OfTask(Target target)
    {
        var fields = target.Spec.EcsService?.Content;
        if (fields?["propagateTags"]?.GetValue<string>() is not "TASK_DEFINITION") fields?.Remove("propagateTags");
        return fields;
    }

    // A strategy says where the tasks run, too, and ECS takes only one of the two.
    internal static LaunchType? Launch(Target target) => target.Spec.EcsService?.Has("capacityProviderStrategy") == true ? null : LaunchType.FARGATE;

    // Only tasks with an address of their own take one.
    internal static NetworkConfiguration? Network(TaskNetwork network, Target target) => target.Spec.NetworkMode() != "awsvpc" ? null : new()
    {
        AwsvpcConfiguration = new AwsVpcConfiguration
        {
            Subnets = [.. network.Subnets],
            SecurityGroups = [.. network.SecurityGroups],
            AssignPublicIp = AssignPublicIp.DISABLED,
        },
    };

    private static LoadBalancer Balancer(string groupArn, Target target) =>
        new() { TargetGroupArn = groupArn, ContainerName = target.Spec.TrafficContainer(), ContainerPort = target.Spec.Port };

    private static int Grace(Target target) => (int)Math.Ceiling(target.Spec.Health!.Grace.TotalSeconds);

    // Here ECS is the owner: it takes back what does not start also while nobody of ours is there to see it.
    private static DeploymentConfiguration Rolling(Target target) => new()
    {
        DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = true },
        MinimumHealthyPercent = target.Rollout.MinimumHealthyPercent,
        MaximumPercent = target.Rollout.MaximumPercent,
    };

    // The breaker tells us that tasks keep failing; it must not roll back by itself, or two owners would fight over the colour.
    private static DeploymentConfiguration Deployment() => new()
    {
        DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = false },
        MinimumHealthyPercent = 100,
        MaximumPercent = 200,
    };
}
