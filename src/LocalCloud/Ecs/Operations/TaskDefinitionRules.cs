using System.Globalization;
using System.Text.RegularExpressions;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>Checks a new task definition as AWS does for Fargate, and fills in AWS's defaults.</summary>
internal static partial class TaskDefinitionRules
{
    private static readonly string[] Refused =
    [
        "enableFaultInjection", "inferenceAccelerators", "ipcMode", "pidMode", "placementConstraints", "proxyConfiguration", "volumes",
    ];

    /// <summary>CPU units, and the MiB of memory Fargate offers with them: from, to, step.</summary>
    private static readonly Dictionary<int, (int From, int To, int Step)> Sizes = new()
    {
        [256] = (512, 2048, 512),
        [512] = (1024, 4096, 1024),
        [1024] = (2048, 8192, 1024),
        [2048] = (4096, 16384, 1024),
        [4096] = (8192, 30720, 1024),
        [8192] = (16384, 61440, 4096),
        [16384] = (32768, 122880, 8192),
    };

    /// <returns>The definition, still without revision and ARN.</returns>
    public static TaskDefinition Check(RegisterTaskDefinitionRequest request, Shapes shapes, DateTimeOffset now)
    {
        if (request.Family is null || !Name().IsMatch(request.Family))
        {
            throw EcsErrors.Client($"Family '{request.Family}' is not valid: 1 to 255 letters, digits, hyphens and underscores are needed");
        }

        if (!shapes.TakesAny) Unsupported.Refuse(request, "RegisterTaskDefinition", Refused);
        if (request.NetworkMode is not "awsvpc" && !shapes.TakesAny)
            throw EcsErrors.Unsupported($"networkMode '{request.NetworkMode}': each task has an address of its own, so it must be awsvpc");
        foreach (var compatibility in request.RequiresCompatibilities ?? [])
        {
            if (compatibility is not ("FARGATE" or "EC2")) throw EcsErrors.Unsupported($"requiresCompatibilities '{compatibility}'");
        }

        var (cpu, memory) = Size(request);
        if (request.ContainerDefinitions is not { Count: > 0 } containers) throw EcsErrors.Client("Container list cannot be empty.");
        IReadOnlyList<ContainerDefinition> complete = [.. containers.Select(container => ContainerRules.Check(container, shapes, request.NetworkMode))];
        DependencyRules.Check(complete);
        foreach (var container in complete) RequireExecutionRole(request, container);
        return new TaskDefinition(
            TaskDefinitionArn: "",
            request.Family,
            Revision: 0,
            complete,
            request.TaskRoleArn,
            request.ExecutionRoleArn,
            request.NetworkMode ?? "bridge",
            request.RequiresCompatibilities ?? [],
            cpu.ToString(CultureInfo.InvariantCulture),
            memory.ToString(CultureInfo.InvariantCulture),
            request.RuntimePlatform,
            request.EphemeralStorage,
            now,
            $"arn:aws:iam::{Arn.Account}:root")
        {
            Tags = TagSet.Of(request.Tags),
            PlacementConstraints = request.ListOf("placementConstraints") ?? [],
            Volumes = request.ListOf("volumes") ?? [],
        };
    }

    private static (int Cpu, int Memory) Size(RegisterTaskDefinitionRequest request)
    {
        var cpu = Amount(request.Cpu ?? throw EcsErrors.Client("Fargate requires that 'cpu' be defined at the task level."), "vcpu", "cpu");
        var memory = Amount(
            request.Memory ?? throw EcsErrors.Client("Fargate requires that 'memory' be defined at the task level."), "gb", "memory");
        return Sizes.TryGetValue(cpu, out var range) && memory >= range.From && memory <= range.To && memory % range.Step == 0
            ? (cpu, memory)
            : throw EcsErrors.Client(
                $"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
                + "See the Amazon ECS documentation for the valid values.");
    }

    /// <summary>"256", ".25 vCPU", "512" or "0.5 GB": the unit is worth 1024.</summary>
    private static int Amount(string text, string unit, string member)
    {
        var words = text.Trim().ToLowerInvariant();
        var hasUnit = words.EndsWith(unit, StringComparison.Ordinal);
        return decimal.TryParse(
            hasUnit ? words[..^unit.Length] : words,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var number)
            && number < 1_000_000
            ? (int)(hasUnit ? number * 1024 : number)
            : throw EcsErrors.Client($"Invalid '{member}' setting for task: '{text}'");
    }

    private static void RequireExecutionRole(RegisterTaskDefinitionRequest request, ContainerDefinition container)
    {
        if (request.ExecutionRoleArn is not null || request.RequiresCompatibilities?.Contains("FARGATE") != true) return;
        if (container.Secrets is { Count: > 0 })
            throw EcsErrors.Client("Fargate requires task definition to have execution role ARN to support Secrets.");
        if (container.LogConfiguration is not null)
            throw EcsErrors.Client("Fargate requires task definition to have execution role ARN to support log driver awslogs.");
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\z")]
    private static partial Regex Name();
}
