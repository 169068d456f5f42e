using System.Text.RegularExpressions;
using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.Operations;

/// <summary>Checks one container of a new task definition, and fills in AWS's defaults.</summary>
internal static partial class ContainerRules
{
    /// <summary>What would change how a container runs, and has no meaning for a process or is not there yet.</summary>
    private static readonly string[] Refused =
    [
        "credentialSpecs", "disableNetworking", "dnsSearchDomains", "dnsServers", "dockerSecurityOptions",
        "environmentFiles", "extraHosts", "firelensConfiguration", "hostname", "interactive", "links", "privileged",
        "pseudoTerminal", "resourceRequirements", "restartPolicy", "workingDirectory",
    ];

    public static ContainerDefinition Check(ContainerDefinition container, Shapes shapes, string? networkMode)
    {
        if (container.Name is null || !Name().IsMatch(container.Name))
        {
            throw EcsErrors.Client(
                $"Container name '{container.Name}' is not valid: 1 to 255 letters, digits, hyphens and underscores are needed");
        }

        if (string.IsNullOrEmpty(container.Image))
            throw EcsErrors.Client($"Container.image of container '{container.Name}' should not be null or empty.");
        if (!shapes.TakesAny)
            RequireProcess(container);
        if (container.SystemControls is { Count: > 0 }) throw EcsErrors.Unsupported($"systemControls in container '{container.Name}'");
        if (container.StartTimeout is < 2 or > 120)
            throw EcsErrors.Client($"startTimeout of container '{container.Name}' must be from 2 to 120 seconds, got {container.StartTimeout}");
        if (container.StopTimeout is < 2 or > 120)
            throw EcsErrors.Client(
                $"stopTimeout of container '{container.Name}' must be from 2 to 120 seconds, got {container.StopTimeout}");
        CheckVariables(container);
        if (!(shapes.TakesAny && container.LogConfiguration is { LogDriver: "awsfirelens" })) CheckLog(container);
        return container with
        {
            Cpu = container.Cpu ?? 0,
            Essential = container.Essential ?? true,
            HealthCheck = HealthCheck(container),
            PortMappings = [.. (container.PortMappings ?? []).Select(port => Port(port, networkMode == "awsvpc"))],
            Environment = container.Environment ?? [],
            MountPoints = container.MountPoints ?? [],
            VolumesFrom = container.VolumesFrom ?? [],
            SystemControls = [],
            Rest = shapes.TakesAny ? container.Rest : null,
        };
    }

    private static void RequireProcess(ContainerDefinition container)
    {
        Unsupported.Refuse(container, $"container '{container.Name}'", Refused);
        if (container.MountPoints is { Count: > 0 } || container.VolumesFrom is { Count: > 0 })
            throw EcsErrors.Unsupported($"volumes in container '{container.Name}'");
    }

    /// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html</remarks>
    private static ContainerHealthCheck? HealthCheck(ContainerDefinition container)
    {
        if (container.HealthCheck is not { } check) return null;
        if (check.Command is not [("CMD" or "CMD-SHELL"), _, ..])
            throw EcsErrors.Client($"The health check command of container '{container.Name}' must start with CMD or CMD-SHELL and name a command.");
        Within("interval", check.Interval, 5, 300);
        Within("timeout", check.Timeout, 2, 60);
        Within("retries", check.Retries, 1, 10);
        Within("startPeriod", check.StartPeriod, 0, 300);
        return check with { Interval = check.Interval ?? 30, Timeout = check.Timeout ?? 5, Retries = check.Retries ?? 3 };

        void Within(string member, int? value, int from, int to)
        {
            if (value < from || value > to)
                throw EcsErrors.Client($"Health check {member} of container '{container.Name}' must be from {from} to {to}, got {value}");
        }
    }

    /// <param name="isOwn">Each task has an address of its own, and so all of its ports.</param>
    private static PortMapping Port(PortMapping port, bool isOwn)
    {
        Unsupported.Refuse(port, "a port mapping", "containerPortRange");
        if (port.ContainerPort is null or < 1 or > 65535)
            throw EcsErrors.Client($"containerPort must be from 1 to 65535, got {port.ContainerPort}");
        if (isOwn && port.HostPort is not (null or 0) && port.HostPort != port.ContainerPort)
            throw EcsErrors.Client("When networkMode=awsvpc, the host ports and container ports in port mappings must match.");
        if (port.Protocol is not (null or "tcp")) throw EcsErrors.Unsupported($"the protocol '{port.Protocol}' in a port mapping: use tcp");
        return port with { HostPort = isOwn ? port.ContainerPort : port.HostPort ?? 0, Protocol = "tcp", Rest = null };
    }

    private static void CheckVariables(ContainerDefinition container)
    {
        foreach (var secret in container.Secrets ?? [])
        {
            if (string.IsNullOrEmpty(secret.Name) || string.IsNullOrEmpty(secret.ValueFrom))
                throw EcsErrors.Client($"A secret of container '{container.Name}' lacks name or valueFrom.");
        }

        var names = (container.Environment ?? [])
            .Select(variable => variable.Name)
            .Concat((container.Secrets ?? []).Select(secret => secret.Name))
            .ToList();
        if (names.Exists(name => string.IsNullOrEmpty(name) || name.Contains('=')))
            throw EcsErrors.Client($"An environment variable of container '{container.Name}' has no valid name.");
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw EcsErrors.Client(
                "The secret name must be unique and not shared with any new or existing environment variables set on the "
                + $"container, such as '{twice.Key}'.");
    }

    private static void CheckLog(ContainerDefinition container)
    {
        if (container.LogConfiguration is not { } log) return;
        if (log.LogDriver != "awslogs") throw EcsErrors.Unsupported($"the log driver '{log.LogDriver}': use awslogs");
        if (log.SecretOptions is { Count: > 0 }) throw EcsErrors.Unsupported("secretOptions in logConfiguration");
        foreach (var option in (string[])["awslogs-group", "awslogs-region", "awslogs-stream-prefix"])
        {
            if (log.Options?.ContainsKey(option) != true) throw EcsErrors.Client($"Log driver awslogs requires options: {option}");
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\z")]
    private static partial Regex Name();
}
