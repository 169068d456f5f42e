using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

/// <summary>CloudWatch over AWS JSON and over the Query protocol: names of operations to the code that carries them out.</summary>
internal sealed class CloudWatchService(MetricReader reader, AlarmOperations alarms) : IJsonService, IQueryService
{
    private readonly Dictionary<string, Func<JsonObject, JsonObject>> _operations = new(StringComparer.Ordinal)
    {
        ["GetMetricData"] = input => MetricAnswer.Of(reader.Read(MetricInput.Read(input))),
        ["PutMetricAlarm"] = alarms.Put,
        ["DescribeAlarms"] = alarms.Describe,
        ["DeleteAlarms"] = alarms.Delete,
        ["SetAlarmState"] = alarms.SetState,
    };

    public string TargetPrefix => "GraniteServiceVersion20100801";

    public string Name => "monitoring";

    public string Version => "2010-08-01";

    public XNamespace Namespace => "http://monitoring.amazonaws.com/doc/2010-08-01/";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) =>
        ValueTask.FromResult((JsonObject)AnswerTree.Json(Invoke(action, input))!);

    public ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel) =>
        ValueTask.FromResult(new XElement("Result", AnswerTree.Xml(Invoke(action, input.Tree()))));

    private JsonObject Invoke(string action, JsonObject input) => _operations.TryGetValue(action, out var operation)
        ? operation(input)
        : throw new AwsException(
            "InvalidAction", $"LocalCloud does not support monitoring {action}. It supports {string.Join(", ", _operations.Keys.Order(StringComparer.Ordinal))}.");
}
