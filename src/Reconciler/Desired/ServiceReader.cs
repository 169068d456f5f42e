using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Service</c>. What is returned is of use only when no error was recorded.</summary>
internal static partial class ServiceReader
{
    private const string NameExpected = "a name of 1 to 17 lower-case letters, digits and hyphens that starts with a letter, such as beer-api";
    private static readonly KeySet Keys = new KeySet(
            "image", "replicas", "port", "protocol", "cpu", "memory", "architecture", "env", "secrets", "health", "route", "routes", "before", "rollout", "deregistrationDelay")
        .NotYet("after", "command", "dependsOn", "ecsService", "extends", "jobs", "serviceConnect", "taskDefinition")
        .Refuse("scaling", "is not supported yet; set replicas");

    public static ServiceSpec Read(DesiredDocument document, Limits limits)
    {
        var spec = new MapReader(document.Spec, Keys);
        var cpu = spec["cpu"].Whole(1, 16384, 256);
        var memory = spec["memory"].Whole(1, 122880, 512);
        if (!limits.Local) CheckSize(spec, cpu, memory);
        var replicas = spec["replicas"].Whole(1, 1000, 1);
        var strategy = RolloutReader.StrategyOf(spec["rollout"]);
        if (strategy == Strategy.Rolling) RefuseTraffic(spec);
        var protocol = spec["protocol"].Text("http or grpc", ProtocolForm(), "http") == "grpc" ? Protocol.Grpc : Protocol.Http;
        var rollout = RolloutReader.Read(spec["rollout"], limits, replicas);
        if (protocol == Protocol.Grpc) RefuseGets(spec, rollout);
        var (env, secrets) = VariablesReader.Read(spec["env"], spec["secrets"]);
        return new ServiceSpec
        {
            Name = document.Name.Text(NameExpected, NameForm()) ?? "",
            Image = spec["image"].Text(ImageReference.Expected, ImageReference.Problem) ?? "",
            Replicas = replicas.GetValueOrDefault(),
            Port = strategy == Strategy.Rolling && !spec.Has("port") ? null : spec["port"].Whole(1, 65535),
            Protocol = protocol,
            Cpu = cpu.GetValueOrDefault(),
            Memory = memory.GetValueOrDefault(),
            Architecture = spec["architecture"] is { IsAbsent: false } architecture ? architecture.Text("x86_64 or arm64", ArchitectureForm()) : null,
            Env = env,
            Secrets = secrets,
            Health = strategy == Strategy.Rolling ? null : HealthReader.Read(spec["health"], protocol, limits),
            Routes = strategy == Strategy.Rolling ? [] : RouteReader.Read(spec),
            Before = spec["before"] is { IsAbsent: false } before ? BeforeReader.Read(before, limits) : null,
            Rollout = rollout,
            DeregistrationDelay = strategy == Strategy.Rolling ? TimeSpan.Zero : spec["deregistrationDelay"].Duration(Limits.DeregistrationDelay, TimeSpan.FromSeconds(30)).GetValueOrDefault(),
        };
    }

    /// <summary>A key that nothing would come of is an error, not a wish.</summary>
    private static void RefuseTraffic(MapReader spec)
    {
        if (spec.Has("route") || spec.Has("routes"))
            spec[spec.Has("route") ? "route" : "routes"].Error("the strategy rolling is for services without a route: with one, canary can bring the traffic back in one call; remove the route or the strategy");
        if (spec.Has("protocol"))
            spec["protocol"].Error("without a route nobody speaks to the service; remove it");
        if (spec.Has("health"))
            spec["health"].Error("without a route there is no load balancer that would ask; remove it");
        if (spec.Has("deregistrationDelay"))
            spec["deregistrationDelay"].Error("without a route no task has requests to finish; remove it");
    }

    /// <summary>A gRPC target group takes POST only: every answer would be bad, and every rollout with it.</summary>
    private static void RefuseGets(MapReader spec, RolloutSpec rollout)
    {
        const string Message = "an http check asks with GET, which a gRPC target group refuses; ask with a task, a webhook, an alarm or Prometheus";
        if (rollout.Checks.OfType<HttpCheckSpec>().Any())
            spec["rollout"].Child("checks").Error(Message);
        if (rollout.Steps.SelectMany(step => step.Checks).OfType<HttpCheckSpec>().Any())
            spec["rollout"].Child("steps").Error(Message);
    }

    private static void CheckSize(MapReader spec, int? cpu, int? memory)
    {
        if (cpu is null) return;
        if (FargateSizes.CpuProblem(cpu.Value) is { } odd) spec["cpu"].Error(odd);
        else if (memory is not null && FargateSizes.MemoryProblem(cpu.Value, memory.Value) is { } problem) spec["memory"].Error(problem);
    }

    [GeneratedRegex(@"\A(?:http|grpc)\z")]
    private static partial Regex ProtocolForm();

    [GeneratedRegex(@"\A(?:x86_64|arm64)\z")]
    private static partial Regex ArchitectureForm();

    // Target groups have 32 characters: 17, then -blue or -green, then - and 8 hex digits.
    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,15}[a-z0-9])?\z")]
    private static partial Regex NameForm();
}
