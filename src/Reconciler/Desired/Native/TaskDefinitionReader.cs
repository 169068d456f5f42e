using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Amazon.ECS.Model;
using Publican.Desired.Yaml;

namespace Publican.Desired.Native;

/// <summary>Reads <c>spec.taskDefinition</c>: what RegisterTaskDefinition takes and a spec does not model.</summary>
internal static class TaskDefinitionReader
{
    private const string Containers = "containerDefinitions";

    private static readonly ImmutableDictionary<string, string> Owned = new Dictionary<string, string>
    {
        ["family"] = "is Publican's own: it finds a service's revisions by it; remove it",
        ["cpu"] = "stands directly under spec; move it there",
        ["memory"] = "stands directly under spec; move it there",
        ["executionRoleArn"] = "comes from the environment's outputs (roles/execution); remove it",
        ["runtimePlatform.cpuArchitecture"] = "is architecture directly under spec (x86_64 or arm64); write it there",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Of the service's own container.</summary>
    private static readonly (string Member, string Message)[] OwnedOfMain =
    [
        ("image", "is image directly under spec; write it there"),
        ("environment", "is env directly under spec; write it there"),
        ("secrets", "is secrets directly under spec; write it there"),
        ("essential", "is true for the service's own container; remove it"),
    ];

    public static readonly Kind<Field> Kind = new((field, _) => field, style => new NativeSchema(Owned, style).Structure(typeof(RegisterTaskDefinitionRequest))) { MayBeAbsent = true };

    /// <param name="service">Name of the service, and of its own container.</param>
    public static NativeFields? Read(Field field, string service)
    {
        if (field.IsAbsent) return null;
        var content = new NativeReader(Owned).Structure(field, typeof(RegisterTaskDefinitionRequest));
        CheckContainers(field, service);
        CheckReferences(field, service);
        CheckTags(field.Child("tags"));
        return NativeFields.Of(content);
    }

    /// <summary>The containers of a task: the service's own, then those that stand beside it.</summary>
    public static ImmutableArray<string> ContainerNames(NativeFields? fields, string service) =>
    [
        service,
        .. (fields?.Content[Containers] as JsonArray ?? []).Select(container => container?["name"]?.GetValue<string>()).OfType<string>().Distinct().Where(name => name != service),
    ];

    public static void CheckTags(Field field)
    {
        foreach (var tag in Items(field))
        {
            if (tag.Child("key").Node is YamlScalar { Text: var key } && (key.StartsWith("publican:", StringComparison.OrdinalIgnoreCase) || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)))
                tag.Child("key").Error($"tags that begin with {key.Split(':')[0]}: are not yours to set; choose another name");
        }
    }

    private static void CheckContainers(Field field, string service)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in Items(field.Child(Containers)))
        {
            if (container.Node is not YamlMapping) continue;
            if (container.Child("name") is { IsAbsent: true } missing) missing.Error("is missing; containers are merged by name");
            else if (container.Child("name").Node is YamlScalar { Text: var name } && !names.Add(name)) container.Child("name").Error($"there are two containers {Shown.Quoted(name)}");
            else if (container.Child("name").Node is not YamlScalar { Text: var own } || own != service) RequireImage(container, service);
            else RefuseOwned(container);
        }
    }

    private static void RequireImage(Field container, string service)
    {
        if (container.Child("image").IsAbsent) container.Child("image").Error($"is missing; a container beside the service's own ({service}) names its image");
    }

    private static void RefuseOwned(Field container)
    {
        foreach (var (member, message) in OwnedOfMain)
        {
            if (container.Child(member) is { IsAbsent: false } owned) owned.Error(message);
        }
    }

    /// <summary>Names that lead nowhere would be found out by RegisterTaskDefinition, in mid-rollout.</summary>
    private static void CheckReferences(Field field, string service)
    {
        var containers = Items(field.Child(Containers)).Select(container => TextOf(container.Child("name"))).Append(service).OfType<string>().Distinct().ToList();
        var volumes = Items(field.Child("volumes")).Select(volume => TextOf(volume.Child("name"))).OfType<string>().ToList();
        foreach (var container in Items(field.Child(Containers)))
        {
            foreach (var dependency in Items(container.Child("dependsOn"))) Refer(dependency.Child("containerName"), "container", containers);
            foreach (var mount in Items(container.Child("mountPoints"))) Refer(mount.Child("sourceVolume"), "volume", volumes);
            foreach (var from in Items(container.Child("volumesFrom"))) Refer(from.Child("sourceContainer"), "container", containers);
        }
    }

    private static void Refer(Field field, string what, List<string> known)
    {
        if (TextOf(field) is { } name && !known.Contains(name))
            field.Error($"there is no {what} {Shown.Quoted(name)}; known are {(known.Count == 0 ? "none" : string.Join(", ", known))}");
    }

    private static string? TextOf(Field field) => (field.Node as YamlScalar)?.Text;

    // What is no list was reported by the reader of the values.
    private static ImmutableArray<Field> Items(Field field) => field.Node is YamlSequence ? field.Items("a list") : [];
}
