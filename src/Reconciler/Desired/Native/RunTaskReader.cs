using System.Collections.Immutable;
using Amazon.ECS.Model;
using Publican.Desired.Yaml;

namespace Publican.Desired.Native;

/// <summary>Reads <c>spec.runTask</c> of a job: what RunTask takes and a spec does not model.</summary>
internal static class RunTaskReader
{
    private static readonly ImmutableDictionary<string, string> Owned = new Dictionary<string, string>
    {
        ["cluster"] = "comes from the environment's outputs; remove it",
        ["taskDefinition"] = "is Publican's own: it registers one for each revision; remove it",
        ["count"] = "is 1 for every run of a job; remove it",
        ["clientToken"] = "is Publican's own: it is made from the name and the firing, so that no run is started twice; remove it",
        ["startedBy"] = "is Publican's own: it finds a run by it; remove it",
        ["referenceId"] = "is Publican's own; remove it",
        ["overrides"] = "would let a run differ from its task definition; write command, env, cpu and memory directly under spec, the rest under taskDefinition",
        ["tags"] = "stand under taskDefinition, with propagateTags: TASK_DEFINITION here; write them there",
        ["networkConfiguration.awsvpcConfiguration.subnets"] = "comes from the environment's outputs; remove it",
        ["networkConfiguration.awsvpcConfiguration.securityGroups"] = "comes from the environment's outputs; remove it",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    public static readonly Kind<Field> Kind = new((field, _) => field, style => new NativeSchema(Owned, style).Structure(typeof(RunTaskRequest))) { MayBeAbsent = true };

    public static NativeFields? Read(Field field) => field.IsAbsent ? null : NativeFields.Of(new NativeReader(Owned).Structure(field, typeof(RunTaskRequest)));
}
