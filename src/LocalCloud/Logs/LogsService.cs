using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.Logs;

internal sealed record GetLogEventsRequest(
    string? LogGroupName,
    string? LogGroupIdentifier,
    string? LogStreamName,
    long? StartTime,
    long? EndTime,
    string? NextToken,
    int? Limit,
    bool? StartFromHead);

internal sealed record GetLogEventsResponse(IReadOnlyList<LogEvent> Events, string NextForwardToken, string NextBackwardToken);

internal sealed record CreateLogGroupRequest(string? LogGroupName);

internal sealed record CreateLogGroupResponse;

internal sealed record DescribeLogGroupsRequest(string? LogGroupNamePrefix, string? LogGroupNamePattern, int? Limit, string? NextToken);

internal sealed record DescribeLogGroupsResponse(IReadOnlyList<LogGroup> LogGroups, string? NextToken);

/// <param name="CreationTime">Milliseconds since 1970.</param>
internal sealed record LogGroup(string LogGroupName, long CreationTime, int MetricFilterCount, string Arn, string LogGroupArn, string LogGroupClass);

/// <summary>Times in milliseconds since 1970.</summary>
internal sealed record LogEvent(long Timestamp, string Message, long IngestionTime);

/// <summary>CloudWatch Logs: groups, and the log lines of tasks whose container uses the awslogs driver.</summary>
internal sealed partial class LogsService : IJsonService
{
    private const int MaxEvents = 10_000, MaxGroups = 50;
    private readonly LogStore _store;
    private readonly RegionOptions _options;
    private readonly JsonOperations _operations;

    public LogsService(LogStore store, RegionOptions options)
    {
        (_store, _options) = (store, options);
        _operations = new JsonOperations("logs", isCamelCase: true)
            .Add<CreateLogGroupRequest, CreateLogGroupResponse>("CreateLogGroup", CreateLogGroup)
            .Add<DescribeLogGroupsRequest, DescribeLogGroupsResponse>("DescribeLogGroups", DescribeLogGroups)
            .Add<GetLogEventsRequest, GetLogEventsResponse>("GetLogEvents", GetLogEvents);
    }

    public string TargetPrefix => "Logs_20140328";

    public string Name => "logs";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) =>
        _operations.InvokeAsync(action, input, cancel);

    private CreateLogGroupResponse CreateLogGroup(CreateLogGroupRequest request)
    {
        var name = request.LogGroupName ?? throw Invalid("logGroupName is required");
        if (!GroupForm().IsMatch(name)) throw Invalid($"'{name}' is not a name of a log group: 1 to 512 letters, digits and _-/.#");
        return _store.CreateGroup(name)
            ? new CreateLogGroupResponse()
            : throw new AwsException("ResourceAlreadyExistsException", "The specified log group already exists");
    }

    private DescribeLogGroupsResponse DescribeLogGroups(DescribeLogGroupsRequest request)
    {
        if (request is { LogGroupNamePrefix: not null, LogGroupNamePattern: not null }) throw Invalid("logGroupNamePrefix and logGroupNamePattern exclude each other");
        var (groups, token) = Page.Of(
            _store.Groups.Where(group => group.Key.StartsWith(request.LogGroupNamePrefix ?? "", StringComparison.Ordinal)
                && group.Key.Contains(request.LogGroupNamePattern ?? "", StringComparison.OrdinalIgnoreCase)),
            group => group.Key, request.Limit, MaxGroups, MaxGroups, request.NextToken, "InvalidParameterException", "InvalidParameterException");
        return new DescribeLogGroupsResponse(
            [
                .. groups.Select(group => (group.Key, group.Value, Arn: Arn.Of(_options.Region, "logs", $"log-group:{group.Key}")))
                    .Select(group => new LogGroup(group.Key, group.Value.ToUnixTimeMilliseconds(), 0, group.Arn + ":*", group.Arn, "STANDARD")),
            ],
            token);
    }

    private GetLogEventsResponse GetLogEvents(GetLogEventsRequest request)
    {
        var group = request.LogGroupName ?? request.LogGroupIdentifier ?? throw Invalid("logGroupName is required");
        var stream = request.LogStreamName ?? throw Invalid("logStreamName is required");
        var limit = request.Limit ?? MaxEvents;
        if (limit is < 1 or > MaxEvents) throw Invalid($"limit must be from 1 to {MaxEvents}, got {limit}");
        if (_store.Find(new LogName(group, stream)) is not { } log)
        {
            throw new AwsException(
                "ResourceNotFoundException", $"The specified log {(_store.HasGroup(group) ? "stream" : "group")} does not exist.");
        }

        var (from, to) = (request.StartTime ?? 0, request.EndTime ?? long.MaxValue);
        var lines = log.Lines.Where(line => line.Time.ToUnixTimeMilliseconds() is var at && at >= from && at < to);
        var (forward, place) = request.NextToken is { } token
            ? Parse(token)
            : (request.StartFromHead ?? false, request.StartFromHead == true ? 0 : long.MaxValue);
        LogLine[] page = forward
            ? [.. lines.Where(line => line.Seq > place).Take(limit)]
            : [.. lines.Where(line => line.Seq < place).TakeLast(limit)];

        // At either end CloudWatch gives the same token back: that is how a reader knows there is no more.
        var newest = page.Length > 0 ? page[^1].Seq : forward ? place : place == long.MaxValue ? 0 : place - 1;
        var oldest = page.Length > 0 ? page[0].Seq : forward ? place + 1 : place;
        return new GetLogEventsResponse(
            [.. page.Select(line => line.Time.ToUnixTimeMilliseconds()).Zip(page, (at, line) => new LogEvent(at, line.Text, at))],
            $"f/{newest.ToString(CultureInfo.InvariantCulture)}",
            $"b/{oldest.ToString(CultureInfo.InvariantCulture)}");
    }

    private static (bool Forward, long Place) Parse(string token) =>
        token is ['f' or 'b', '/', ..] && long.TryParse(token.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (token[0] == 'f', place)
            : throw Invalid("The specified nextToken is invalid.");

    private static AwsException Invalid(string message) => new("InvalidParameterException", message);

    [GeneratedRegex(@"\A[._/#A-Za-z0-9-]{1,512}\z")]
    private static partial Regex GroupForm();
}

internal static class LogsRegistration
{
    public static IServiceCollection AddLogs(this IServiceCollection services) => services
        .AddSingleton<LogStore>()
        .AddSingleton<IJsonService, LogsService>();
}
