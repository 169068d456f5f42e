using System.Globalization;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;
using LocalCloud.Processes;
using LocalCloud.Protocols;
using LocalCloud.Secrets;
using LocalCloud.Ssm;

namespace LocalCloud.Ecs.Tasks;

/// <summary>What a container finds in its environment, and the command it is given.</summary>
internal sealed class TaskEnvironment(ParameterStore parameters, SecretReference secrets, RegionOptions options)
{
    /// <summary>The container's environment, then overrides, then secrets, then what LocalCloud itself says.</summary>
    /// <exception cref="TaskStartException">ResourceInitializationError: a secret cannot be read.</exception>
    public IReadOnlyDictionary<string, string> Of(EcsTask task, ContainerDefinition container)
    {
        var overridden = task.Overrides.ContainerOverrides?.FirstOrDefault(item => item.Name == container.Name)?.Environment ?? [];
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in container.Environment!.Concat(overridden)) all[variable.Name!] = variable.Value ?? "";
        foreach (var secret in container.Secrets ?? []) all[secret.Name!] = Resolve(secret.ValueFrom!);

        all["AWS_EXECUTION_ENV"] = "AWS_ECS_FARGATE";
        all["AWS_REGION"] = all["AWS_DEFAULT_REGION"] = options.Region;
        all["HOST"] = task.Address.ToString();
        if (container.PortMappings is [var first, ..]) all["PORT"] = first.ContainerPort!.Value.ToString(CultureInfo.InvariantCulture);
        return all;
    }

    public static IReadOnlyList<string> CommandOf(EcsTask task, ContainerDefinition container) =>
        task.Overrides.ContainerOverrides?.FirstOrDefault(item => item.Name == container.Name)?.Command ?? container.Command ?? [];

    private string Resolve(string reference)
    {
        var managed = SecretReference.Is(reference);
        var failure = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
            + (managed ? "unable to retrieve secret from asm: " : "unable to retrieve secrets from ssm: ");
        try
        {
            return managed ? secrets.Resolve(reference) : parameters.Find(reference)?.Version.Value ?? throw new TaskStartException($"{failure}invalid parameters: {reference}");
        }
        catch (AwsException error)
        {
            throw new TaskStartException($"{failure}{error.Message}");
        }
    }
}
