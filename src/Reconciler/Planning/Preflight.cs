using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// What must be true before the first call that changes anything for a new revision: otherwise it is found out by tasks that do not start.
/// Pure: the same for the loop and for a plan.
/// </summary>
public sealed record Preflight(ImmutableArray<Finding> Findings)
{
    private const string Tasks = "ecs-tasks.amazonaws.com";

    public IEnumerable<Finding> Stops => Findings.Where(finding => finding.Stops);

    public IEnumerable<Finding> Notes => Findings.Where(finding => !finding.Stops);

    /// <param name="groups">Target groups under our names; null when they are not known.</param>
    /// <param name="taken">Places of the listeners where rules of others stand.</param>
    /// <param name="sticky">What keeps clients with a side, as read.</param>
    public static Preflight Of(
        Target target, PreflightFacts facts, Pair<TargetGroup?>? groups, ImmutableArray<RuleToCome> rulesToCome, ImmutableArray<TakenPlace> taken, ImmutableArray<Stickiness> sticky = default) => new(
    [
        .. OfImage(target, facts.Image),
        .. target.Missing,
        .. OfRole(facts.ExecutionRole, target.Outputs.ExecutionRole, $"{target.Environment.Outputs}roles/execution", "which pulls the image and reads secrets"),
        .. OfRole(facts.TaskRole, target.Outputs.TaskRole, $"{target.Environment.Outputs}roles/task", "which the tasks act with"),
        .. OfLogGroup(target, facts.LogGroup),
        .. facts.Alarms.SelectMany(OfAlarm),
        .. groups is null ? [] : new[] { groups.Blue, groups.Green }.OfType<TargetGroup>().SelectMany(group => OfGroup(target, group)),
        .. OfListeners(target, facts.Balancers),
        .. OfProbes(target, facts.Balancers),
        .. RuleToCome.PlacesTaken(rulesToCome, taken),
        .. QuotaFindings.Of(facts.Balancers, groups, [.. rulesToCome.Select(rule => rule.ListenerArn)]),
        .. (sticky.IsDefault ? [] : sticky).Select(one => new Finding(one.Where, one.Message, Stops: !one.IsAllowed)),
    ]);

    private static IEnumerable<Finding> OfImage(Target target, ImageReading image)
    {
        const string where = "spec.image";
        if (image.State != ImageState.Found)
        {
            yield return new(where, image.Message, Stops: image.State != ImageState.NotChecked);
            yield break;
        }

        if (image.PlatformsNote is { } note)
            yield return new(where, note, Stops: false);
        if (target.Platform is { } wanted && image.Platforms is not [] and var built && !built.Contains(wanted))
        {
            yield return new(where, $"{target.Spec.Image} was built for {string.Join(", ", built)}, and tasks run on {wanted}: they would end with an exec format error; "
                + "build it for that platform, or set spec.architecture");
        }
    }

    private static IEnumerable<Finding> OfRole(Answer<Role?> answer, string arn, string where, string purpose)
    {
        if (!answer.Known)
            yield return Unknown(where, $"the role {arn}", answer.Error!, answer.Denied);
        else if (answer.Value is not { } role)
            yield return new(where, $"the role {arn}, {purpose}, does not exist; create it, or correct the parameter");
        else if (arn.StartsWith("arn:", StringComparison.Ordinal) && role.Arn != arn)
            yield return new(where, $"the role {arn} does not exist in this account; there is {role.Arn}: correct the parameter");
        else if (!TrustPolicy.Allows(role.TrustPolicy, Tasks))
            yield return new(where, $"the role {arn} does not trust {Tasks}: ECS cannot assume it; allow sts:AssumeRole to that service in its trust policy");
    }

    private static IEnumerable<Finding> OfLogGroup(Target target, Answer<bool> answer)
    {
        var (where, group) = ($"{target.Environment.Outputs}log-group", target.Outputs.LogGroup);
        if (!answer.Known)
            yield return Unknown(where, $"the log group {group}", answer.Error!, answer.Denied);
        else if (!answer.Value)
            yield return new(where, $"the log group {group} does not exist in {target.Environment.Region}: no task would start; create it, or correct the parameter");
    }

    private static IEnumerable<Finding> OfAlarm(AlarmReading alarm)
    {
        const string where = "spec.rollout.checks.alarm";
        if (alarm.State is null)
            yield return new(where, $"{alarm.Name}: {alarm.Message}; create it, or correct the name");
        else if (alarm.State == "ALARM")
            yield return new(where, $"{alarm.Name} is in ALARM already: {alarm.Message}; nothing new is started until it is over");
    }

    // What ELB never changes about a group after its creation. One that is another's is a row of its own: Contested.
    private static IEnumerable<Finding> OfGroup(Target target, TargetGroup group)
    {
        var where = $"target group {group.Name}";
        if (group.Vpc is { } vpc && vpc != target.Outputs.Vpc)
            yield return new(where, $"it belongs to {vpc}, and {target.Environment.Outputs}vpc says {target.Outputs.Vpc}; delete the group while it is unused, or correct the parameter");
        if (group.TargetType is { } type && type != "ip")
            yield return new(where, $"its targets are of type {type}, and tasks on Fargate need ip; delete it");
        if (group.Protocol is { } protocol && protocol != "HTTP")
            yield return new(where, $"it speaks {protocol}, and the service needs HTTP; delete it");
        if (group.ProtocolVersion is { } version && version != target.ProtocolVersion)
        {
            yield return new(where, $"it speaks {version} to its targets, and spec.protocol asks for {target.ProtocolVersion}: ELB never changes that of a group, and rules forward to it; "
                + "go back, or give the service another name");
        }
    }

    // Clients reach a gRPC group over HTTP/2 only, and ELB speaks that to clients on HTTPS listeners only: CreateRule would be refused half-way.
    private static IEnumerable<Finding> OfListeners(Target target, Answer<ImmutableArray<Balancer>> balancers)
    {
        if (target.Spec.Protocol != Protocol.Grpc || !balancers.Known)
            yield break;
        var routed = target.Routes.SelectMany(route => new[] { route.ListenerArn, route.PreviewListenerArn }).Distinct();
        foreach (var (listener, protocol) in balancers.Value!.SelectMany(balancer => balancer.Protocols).Where(pair => routed.Contains(pair.Key) && pair.Value != "HTTPS"))
        {
            var name = target.Outputs.Listeners.FirstOrDefault(pair => pair.Value == listener).Key;
            yield return new("spec.protocol", $"grpc needs an HTTPS listener, and {name} speaks {protocol}: ELB lets no gRPC target group behind it; name an HTTPS listener in the route");
        }
    }

    // The probe goes to the load balancer's own name, which no public certificate has; the host of the route is the name it is held against.
    private static IEnumerable<Finding> OfProbes(Target target, Answer<ImmutableArray<Balancer>> balancers)
    {
        if (target.Spec.Routes is not [{ Hosts: [] }, ..] || target.Routes is not [var first, ..] || !balancers.Known
            || !target.Spec.Rollout.AllChecks().OfType<HttpCheckSpec>().Any())
            yield break;
        if (balancers.Value!.SelectMany(balancer => balancer.Protocols).Any(pair => pair.Key == first.PreviewListenerArn && pair.Value == "HTTPS"))
            yield return new("spec.route.hosts", "http checks ask an HTTPS listener, and its certificate is held against the load balancer's own name, as the route has no hosts: name the host that clients use", Stops: false);
    }

    internal static Finding Unknown(string where, string what, string error, bool denied) => denied
        ? new(where, $"{what} was not checked: {error}", Stops: false)
        : new(where, $"{what} could not be checked: {error}; it is asked again");
}
