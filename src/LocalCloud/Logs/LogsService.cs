using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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

/// <summary>Times in milliseconds since 1970.</summary>
internal sealed record LogEvent(long Timestamp, string Message, long IngestionTime);

/// <summary>CloudWatch Logs, GetLogEvents only: the log lines of tasks whose container uses the awslogs driver.</summary>
internal sealed class LogsService : IJsonService
{
    private const int MaxEvents = 10_000;
    private readonly LogStore _store;
    private readonly JsonOperations _operations;

    public LogsService(LogStore store)
    {
        _store = store;
        _operations = new JsonOperations("logs", JsonNamingPolicy.CamelCase)
            .Add<GetLogEventsRequest, GetLogEventsResponse>("GetLogEvents", GetLogEvents);
    }

    public string TargetPrefix => "Logs_20140328";

    public string Name => "logs";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) =>
        _operations.InvokeAsync(action, input);

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
}

internal static class LogsRegistration
{
    public static IServiceCollection AddLogs(this IServiceCollection services) => services
        .AddSingleton<LogStore>()
        .AddSingleton<IJsonService, LogsService>();
}
