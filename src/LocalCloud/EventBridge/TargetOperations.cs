using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.EventBridge;

/// <summary>PutTargets, ListTargetsByRule, RemoveTargets. A target is an SQS queue of this region.</summary>
internal sealed partial class TargetOperations(RuleStore rules, RegionOptions options)
{
    private const int MostTargets = 5;

    private static readonly string[] Unsupported =
    [
        "RoleArn", "Input", "InputPath", "InputTransformer", "KinesisParameters", "RunCommandParameters", "EcsParameters", "BatchParameters", "SqsParameters", "HttpParameters",
        "RedshiftDataParameters", "SageMakerPipelineParameters", "DeadLetterConfig", "RetryPolicy", "AppSyncParameters",
    ];

    public TargetsChangedResponse Put(PutTargetsRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        if (request.Targets is not { Count: > 0 } targets) throw Invalid("Targets must have at least one member");
        foreach (var target in targets) Check(target);
        rules.Find(request.Rule);
        rules.Put(request.Rule!, rule =>
        {
            var kept = rules.Find(rule?.Name).Targets.RemoveAll(old => targets.Any(target => target.Id == old.Id));
            var all = kept.AddRange(targets.Select(target => new RuleTarget(target.Id!, target.Arn!)));
            return all.Count <= MostTargets
                ? rule! with { Targets = all }
                : throw new AwsException("LimitExceededException", $"The rule would have {all.Count} targets; at most {MostTargets} are allowed");
        });
        return new TargetsChangedResponse(0, []);
    }

    public ListTargetsResponse List(ListTargetsRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        var (page, next) = Page.Of(
            rules.Find(request.Rule).Targets, target => target.Id, request.Limit, 100, 100, request.NextToken, "ValidationException", "ValidationException");
        return new ListTargetsResponse([.. page.Select(target => new TargetShape(target.Id, target.Arn))], next);
    }

    /// <summary>Ids that are not there are removed.</summary>
    public TargetsChangedResponse Remove(RemoveTargetsRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        if (request.Ids is not { Count: > 0 } ids) throw Invalid("Ids must have at least one member");
        rules.Find(request.Rule);
        rules.Put(request.Rule!, rule => rules.Find(rule?.Name) with { Targets = rule!.Targets.RemoveAll(target => ids.Contains(target.Id)) });
        return new TargetsChangedResponse(0, []);
    }

    private void Check(TargetShape? target)
    {
        if (target?.Id is null || !Id().IsMatch(target.Id)) throw Invalid($"The target id '{target?.Id}' is not valid: 1 to 64 letters, digits, dots, hyphens and underscores are needed");
        EventsInputs.Refuse(target, $"the target {target.Id}", Unsupported);
        var queues = Arn.Of(options.Region, "sqs", "");
        if (target.Arn is not { } arn || !arn.StartsWith(queues, StringComparison.Ordinal) || !Queue().IsMatch(arn[queues.Length..]))
            throw Invalid($"LocalCloud delivers to SQS queues of its region only ({queues}<name>), not to '{target.Arn}'");
    }

    private static AwsException Invalid(string message) => new("ValidationException", message);

    [GeneratedRegex(@"^[.\-_A-Za-z0-9]{1,64}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex Queue();
}
