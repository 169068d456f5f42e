using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.rollout</c>: strategy, steps, checks and times.</summary>
internal static class RolloutReader
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Month = TimeSpan.FromDays(30);

    public static RolloutSpec Read(MapReader? rollout, EnvironmentSpec environment)
    {
        var usual = new RolloutSpec { Bake = TimeSpan.FromMinutes(5), KeepOld = TimeSpan.FromMinutes(15), Timeout = TimeSpan.FromMinutes(15) };
        if (rollout is null)
            return usual;
        rollout.Text("strategy", "canary", "canary", value => value switch
        {
            "canary" => null,
            "rolling" or "blueGreen" => $"strategy {value} is not supported yet; use canary (no steps means blue/green)",
            _ => $"unknown strategy '{value}'; expected canary",
        });
        var spec = new RolloutSpec
        {
            Steps = Steps(rollout),
            Checks = Checks(rollout, environment),
            Bake = rollout.Duration("bake", usual.Bake, TimeSpan.Zero, Day),
            KeepOld = rollout.Duration("keepOld", usual.KeepOld, TimeSpan.Zero, Month),
            Timeout = rollout.Duration("timeout", usual.Timeout, environment.IsLocal ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1), Day),
        };
        RequireRoomForMetrics(rollout, spec, environment);
        rollout.End("onNewCommit", "window", "capacity", "stickiness");
        return spec;
    }

    private static ImmutableArray<StepSpec> Steps(MapReader rollout)
    {
        var steps = ImmutableArray.CreateBuilder<StepSpec>();
        foreach (var (index, node) in rollout.List("steps").Index())
        {
            if (rollout.AsMap(node, $"{rollout.Key("steps")}[{index}]", "a step: {weight, hold}") is not { } map)
                continue;
            var step = new StepSpec(map.Whole("weight", null, 1, 99), map.Duration("hold", TimeSpan.Zero, TimeSpan.Zero, Month));
            map.End("checks", "approve", "capacity");
            if (steps.Count > 0 && step.Weight <= steps[^1].Weight)
                map.Errors.Add(map.Find("weight") ?? node, map.Key("weight"), $"weights must rise: {step.Weight} does not come after {steps[^1].Weight}");
            steps.Add(step);
        }

        return steps.ToImmutable();
    }

    private static ImmutableArray<CheckSpec> Checks(MapReader rollout, EnvironmentSpec environment)
    {
        var checks = ImmutableArray.CreateBuilder<CheckSpec>();
        foreach (var (index, node) in rollout.List("checks").Index())
        {
            if (rollout.AsMap(node, $"{rollout.Key("checks")}[{index}]", "a check: http or errorRate") is not { } map)
                continue;
            var (http, rate) = (map.Map("http"), map.Map("errorRate"));
            map.End("alarm", "latency", "prometheus", "webhook", "task");
            if (http is null && rate is null && map.Entries.All(entry => entry.Key.Value is "http" or "errorRate"))
                map.Errors.Add(node, map.Path, "expected a check: http or errorRate");
            if (http is not null)
                checks.Add(Http(http, environment.IsLocal));
            if (rate is not null)
                checks.Add(ErrorRate(rate, environment.IsLocal));
        }

        return checks.ToImmutable();
    }

    private static HttpCheckSpec Http(MapReader http, bool local)
    {
        var check = new HttpCheckSpec(
            http.Text("path", null, "a path such as /health/ready", ServiceReader.PathProblem),
            http.Duration("every", TimeSpan.FromSeconds(2), local ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            http.Whole("failures", 3, 1, 100));
        http.End("expect", "timeout", "headers", "method");
        return check;
    }

    private static ErrorRateCheckSpec ErrorRate(MapReader rate, bool local)
    {
        var check = new ErrorRateCheckSpec(
            rate.Percent("max"),
            rate.Duration("over", TimeSpan.FromMinutes(1), local ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), local ? null : "load balancers publish once a minute"),
            rate.Whole("minRequests", 100, 1, 1_000_000));
        rate.End("versusStable", "inconclusive");
        return check;
    }

    /// <summary>A metric window lies wholly inside its step, and CloudWatch is late: a shorter hold would never be judged.</summary>
    private static void RequireRoomForMetrics(MapReader rollout, RolloutSpec spec, EnvironmentSpec environment)
    {
        foreach (var check in spec.Checks.OfType<ErrorRateCheckSpec>())
        {
            var needed = check.Over + environment.Timing.MetricDelay;
            foreach (var step in spec.Steps.Where(step => step.Hold < needed))
            {
                rollout.Errors.Add(rollout.Find("steps")!, rollout.Key("steps"),
                    $"the step at {step.Weight} is held for {Scalars.Written(step.Hold)}, but its errorRate check needs {Scalars.Written(needed)}: its window ({Scalars.Written(check.Over)}) and the delay of metrics");
            }
        }
    }
}
