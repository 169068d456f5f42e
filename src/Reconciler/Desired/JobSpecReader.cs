using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Desired.Native;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Job</c> and <c>kind: CronJob</c>. What is returned is of use only when no error was recorded.</summary>
internal static partial class JobSpecReader
{
    private const string Containers = "containerDefinitions";

    public static readonly Key<string?> Name = Key.Of(
        "name", Kinds.Text("a name of 1 to 40 lower-case letters, digits and hyphens that starts with a letter, such as nightly-report", NameForm()), "Names the family of its task definitions and its container.");

    private static readonly Key<ImmutableArray<string>> Command = Key.Of("command", BeforeReader.Command, "The words of the command, handed to the image's entry point; the image's own without it.").Or([]);
    private static readonly Key<TimeSpan?> Timeout = Key.Of("timeout", Kinds.Duration(limits => limits.JobTimeout), "How long a run may take before it is stopped. Such a run is not tried again.").Or(TimeSpan.FromHours(1));
    private static readonly Key<int?> Retries = Key.Of("retries", Kinds.Whole(0, 10), "How often a run that failed is tried again: after 10 s, then after twice as long each time, at most 6 minutes.").Or(0);
    private static readonly Key<Field> RunTask = Key.Of("runTask", RunTaskReader.Kind, "Fields of ECS's RunTask that have no key of their own here: capacity providers, placement, exec.");

    private static readonly Key<string?> Schedule = Key.Of("schedule", RecurrenceReader.Cron.Kind, "When it runs: minute, hour, day of month, month, day of week.");
    private static readonly Key<string?> TimeZone = Key.Of("timezone", RecurrenceReader.Zone.Kind, "Whose wall clock schedule means.").Or("UTC");

    private static readonly Key<Concurrency?> ConcurrencyPolicy = Key.Of(
        "concurrencyPolicy", Kinds.OneOf(("Allow", Concurrency.Allow), ("Forbid", Concurrency.Forbid), ("Replace", Concurrency.Replace)),
        "What comes of a firing while an earlier run is under way: both run, it waits, or the earlier one is stopped.").Or(Concurrency.Allow);

    private static readonly Key<TimeSpan?> StartingDeadline = Key.Of(
        "startingDeadline", Kinds.Duration(limits => limits.StartingDeadline), "How late a run may still be begun: what was missed for longer is missed.").Or(TimeSpan.FromHours(1));

    private static readonly Key<bool?> Suspend = Key.Of("suspend", Kinds.Flag, "No run is begun; those under way go on. What would have been begun meanwhile is not made up for.").Or(false);
    private static readonly Key<int?> History = Key.Of("history", Kinds.Whole(1, 8), "How many ended runs are kept.").Or(3);

    private static readonly ImmutableArray<Key> OfTask =
    [
        ServiceReader.Image, Command, ServiceReader.Cpu, ServiceReader.Memory, ServiceReader.Architecture, ServiceReader.Env, ServiceReader.Secrets, Timeout, Retries, ServiceReader.TaskDefinition, RunTask,
    ];

    public static readonly KeySet Keys = Refusing(new KeySet(OfTask)).Refuse("schedule", "is for the kind CronJob; change the kind, or remove it");
    public static readonly KeySet CronKeys = Refusing(new KeySet([Schedule, TimeZone, ConcurrencyPolicy, StartingDeadline, Suspend, History, .. OfTask]));

    public static JobSpec Read(DesiredDocument document, Limits limits)
    {
        var isCron = document.Kind == DesiredDocument.CronJobKind;
        var spec = new MapReader(document.Spec, isCron ? CronKeys : Keys, limits);
        var (cpu, memory) = (spec.Get(ServiceReader.Cpu), spec.Get(ServiceReader.Memory));
        var (env, secrets) = VariablesReader.Read(spec[ServiceReader.Env], spec[ServiceReader.Secrets]);
        var (name, command) = (Name.Read(document.Name, limits) ?? "", spec.Get(Command));
        RefuseCommand(spec[ServiceReader.TaskDefinition], name);
        var task = new ServiceSpec
        {
            Name = name,
            Image = spec.Get(ServiceReader.Image) ?? "",
            Replicas = 1,
            Port = null,
            Cpu = cpu.GetValueOrDefault(),
            Memory = memory.GetValueOrDefault(),
            Architecture = spec.Get(ServiceReader.Architecture),
            Env = env,
            Secrets = secrets,
            Health = null,
            Routes = [],
            Rollout = new RolloutSpec { Strategy = Strategy.Rolling, Bake = TimeSpan.Zero, KeepOld = TimeSpan.Zero, Timeout = TimeSpan.Zero },
            DeregistrationDelay = TimeSpan.Zero,
            TaskDefinition = With(command, TaskDefinitionReader.Read(spec[ServiceReader.TaskDefinition], name), name),
            EcsService = RunTaskReader.Read(spec[RunTask]),
        };
        NativeRules.Check(task, spec[ServiceReader.TaskDefinition], spec[RunTask]);
        if (!limits.Local && task.OnFargate()) ServiceReader.CheckSize(spec, cpu, memory);
        return new JobSpec
        {
            Task = task,
            Timeout = spec.Get(Timeout).GetValueOrDefault(),
            Retries = spec.Get(Retries).GetValueOrDefault(),
            Cron = isCron
                ? new CronSpec(
                    spec.Get(Schedule) ?? "", spec.Get(TimeZone) ?? "", spec.Get(ConcurrencyPolicy).GetValueOrDefault(), spec.Get(StartingDeadline).GetValueOrDefault(),
                    spec.Get(Suspend).GetValueOrDefault(), spec.Get(History).GetValueOrDefault())
                : null,
        };
    }

    private static KeySet Refusing(KeySet keys) => keys
        .Refuse("extends", "stands at the top of a document, beside kind; move it there")
        .Refuse("ecsService", "is for services; for a job write runTask, which has the fields of RunTask")
        .Refuse("replicas", "is for services: a run is one task; remove it");

    private static void RefuseCommand(Field definition, string name)
    {
        if (definition.Child(Containers) is not { Node: YamlSequence } containers) return;
        foreach (var container in containers.Items("a list").Where(container => (container.Child("name").Node as YamlScalar)?.Text == name))
        {
            if (container.Child("command") is { IsAbsent: false } command) command.Error("is command directly under spec; write it there");
        }
    }

    /// <summary>In the task definition, and not laid over it by RunTask: so the definition alone says what runs, and what was asked for under one token stays the same.</summary>
    private static NativeFields? With(ImmutableArray<string> command, NativeFields? fields, string name)
    {
        if (command.IsEmpty) return fields;
        var content = fields?.Content ?? [];
        if (content[Containers] is not JsonArray containers) content[Containers] = containers = [];
        var own = containers.OfType<JsonObject>().FirstOrDefault(container => container["name"]?.GetValue<string>() == name);
        if (own is null) containers.Insert(0, own = new JsonObject { ["name"] = name });
        own["command"] = new JsonArray([.. command.Select(word => JsonValue.Create(word))]);
        return NativeFields.Of(content);
    }

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?\z")]
    private static partial Regex NameForm();
}
