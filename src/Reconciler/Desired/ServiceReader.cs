using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Service</c>. Limits are AWS's; durations below AWS's minimum pass on a local endpoint only.</summary>
internal static partial class ServiceReader
{
    private static readonly string[] Later =
    [
        "scaling", "dependsOn", "extends", "taskDefinition", "ecsService", "after", "schedule", "ignore", "selfHeal", "stickiness", "prune", "suspend", "adopt", "onNewCommit",
    ];

    public static ServiceSpec? Read(string name, MapReader? spec, EnvironmentSpec environment)
    {
        if (spec is null)
            return null;
        var local = environment.IsLocal;
        var env = Env(spec.Map("env"));
        var (cpu, memory) = Size(spec, local);
        var service = new ServiceSpec
        {
            Name = name,
            Image = spec.Text("image", null, "an image with a tag or digest, such as beer-api:1.4.0", ImageProblem),
            Replicas = spec.Whole("replicas", 1, 0, 1000),
            Port = spec.Whole("port", null, 1, 65535),
            Cpu = cpu,
            Memory = memory,
            Env = env,
            Secrets = Secrets(spec.Map("secrets"), env),
            Health = Health(spec.Map("health"), local),
            Route = Route(spec),
            Before = Before(spec.Map("before"), local),
            DeregistrationDelay = WholeSeconds(spec, "deregistrationDelay", TimeSpan.FromSeconds(30)),
            Rollout = RolloutReader.Read(spec.Map("rollout"), environment),
        };
        spec.End(Later);
        return service;
    }

    /// <summary>1 to 17 characters, so that target group names fit 32.</summary>
    public static string? NameProblem(string name) => NamePattern().IsMatch(name)
        ? null
        : $"'{name}' cannot be a service's name: use 1 to 17 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen";

    private static string? ImageProblem(string image)
    {
        if (!ImagePattern().IsMatch(image) || image.Length > 255)
            return $"'{image}' is no image reference; expected name:tag or name@sha256:…";
        return image.Contains('@') || image.LastIndexOf(':') > image.LastIndexOf('/')
            ? null
            : $"'{image}' has no tag; name one, so that the same commit always means the same program";
    }

    private static (int Cpu, int Memory) Size(MapReader spec, bool local)
    {
        var (cpu, memory) = (spec.Whole("cpu", 256, 1, 16384), spec.Whole("memory", 512, 4, 122880));
        if (!local && FargateSizes.Problem(cpu, memory) is { } problem)
            spec.Errors.Add(spec.Find("cpu") ?? spec.Node, spec.Key("cpu"), problem);
        return (cpu, memory);
    }

    private static ImmutableSortedDictionary<string, string> Env(MapReader? env)
    {
        if (env is null)
            return ImmutableSortedDictionary<string, string>.Empty;
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in env.Entries)
        {
            env.Find(key.Value);
            RequireVariableName(env, key);
            values[key.Value] = Scalars.Text(env, value, env.Key(key.Value), "a text value");
        }

        return values.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Secrets(MapReader? secrets, ImmutableSortedDictionary<string, string> env)
    {
        if (secrets is null)
            return ImmutableSortedDictionary<string, string>.Empty;
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in secrets.Entries)
        {
            secrets.Find(key.Value);
            RequireVariableName(secrets, key);
            if (env.ContainsKey(key.Value))
                secrets.Errors.Add(key, secrets.Key(key.Value), $"{key.Value} is in env as well; keep one of the two");
            var reference = Scalars.Text(secrets, value, secrets.Key(key.Value), "ssm:/path/of/the/parameter", SecretProblem);
            values[key.Value] = reference.StartsWith("ssm:", StringComparison.Ordinal) ? reference["ssm:".Length..] : reference;
        }

        return values.ToImmutable();
    }

    private static string? SecretProblem(string reference) => reference switch
    {
        _ when SecretPattern().IsMatch(reference) => null,
        _ when reference.StartsWith("secretsmanager:", StringComparison.Ordinal) => "secretsmanager: is not supported yet; use ssm:/path",
        _ => $"expected ssm:/path/of/the/parameter, found '{reference}'; a secret's value never stands here",
    };

    private static void RequireVariableName(MapReader map, ScalarNode key)
    {
        if (!VariablePattern().IsMatch(key.Value))
            map.Errors.Add(key, map.Key(key.Value), $"'{key.Value}' is no environment variable name; use letters, digits and underscores, not starting with a digit");
    }

    private static HealthSpec Health(MapReader? health, bool local)
    {
        var usual = new HealthSpec("/health", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), 2, 3, TimeSpan.FromSeconds(30));
        if (health is null)
            return usual;
        var (interval, timeout) = local ? (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(10)) : (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2));
        var spec = new HealthSpec(
            health.Text("path", usual.Path, "a path such as /health", PathProblem),
            health.Duration("interval", usual.Interval, interval, TimeSpan.FromMinutes(5), Minimum(local)),
            health.Duration("timeout", usual.Timeout, timeout, TimeSpan.FromMinutes(2), Minimum(local)),
            health.Whole("healthyAfter", usual.HealthyAfter, local ? 1 : 2, 10),
            health.Whole("unhealthyAfter", usual.UnhealthyAfter, local ? 1 : 2, 10),
            health.Duration("grace", usual.Grace, TimeSpan.Zero, TimeSpan.FromHours(2)));
        if (spec.Timeout >= spec.Interval)
            health.Errors.Add(health.Find("timeout") ?? health.Node, health.Key("timeout"), $"the timeout ({Scalars.Written(spec.Timeout)}) must be shorter than the interval ({Scalars.Written(spec.Interval)})");
        health.End();
        return spec;
    }

    private static RouteSpec Route(MapReader spec)
    {
        const string Expected = "where requests come from: {listener, path, priority}; a service without a route needs strategy rolling, which is not supported yet";
        if (spec.Map("route", required: true, Expected) is not { } route)
            return new RouteSpec("", "/*", 1);
        var read = new RouteSpec(
            route.Text("listener", null, "a listener's name below listeners/ of the environment's outputs", value => ListenerPattern().IsMatch(value) ? null : $"'{value}' is no listener name"),
            route.Text("path", null, "an ALB path pattern such as /*", PatternProblem),
            route.Whole("priority", null, 1, 24999));
        route.End("host", "hosts", "paths", "header", "testListener");
        return read;
    }

    private static BeforeSpec? Before(MapReader? before, bool local)
    {
        if (before is null)
            return null;
        var words = before.List("command").Select((word, index) => Scalars.Text(before, word, $"{before.Key("command")}[{index}]", "a word of the command")).ToImmutableArray();
        if (words.IsEmpty)
            before.Errors.Add(before.Find("command") ?? before.Node, before.Key("command"), "'command' is missing; expected a list of words, such as [migrate]");
        var timeout = before.Duration("timeout", TimeSpan.FromMinutes(5), local ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(30), TimeSpan.FromHours(6), Minimum(local));
        before.End();
        return new BeforeSpec(words, timeout);
    }

    private static TimeSpan WholeSeconds(MapReader map, string name, TimeSpan usual)
    {
        var value = map.Duration(name, usual, TimeSpan.Zero, TimeSpan.FromHours(1), "AWS's maximum");
        if (value.Ticks % TimeSpan.TicksPerSecond != 0)
            map.Errors.Add(map.Find(name)!, map.Key(name), "expected whole seconds");
        return value;
    }

    internal static string? PathProblem(string path) => path.StartsWith('/') && path.Length <= 1024 && !path.Any(char.IsWhiteSpace)
        ? null
        : $"expected a path that starts with a slash, found '{path}'";

    private static string? PatternProblem(string path) => PatternPattern().IsMatch(path)
        ? null
        : $"expected an ALB path pattern: a slash, then at most 127 of letters, digits, _-.$/~\"'@:+&*?, found '{path}'";

    private static string? Minimum(bool local) => local ? null : "AWS's limits; shorter ones work with LocalCloud only";

    [GeneratedRegex("^[a-z]([a-z0-9-]{0,15}[a-z0-9])?$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._/:-]*(@sha256:[0-9a-f]{64})?$")]
    private static partial Regex ImagePattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariablePattern();

    [GeneratedRegex("^ssm:/[A-Za-z0-9_./-]+$")]
    private static partial Regex SecretPattern();

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$")]
    private static partial Regex ListenerPattern();

    [GeneratedRegex("""^/[A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$""")]
    private static partial Regex PatternPattern();
}
