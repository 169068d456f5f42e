using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

/// <summary>CloudWatch's GetMetricData over AWS JSON and over the Query protocol.</summary>
internal sealed class CloudWatchService(MetricReader reader) : IJsonService, IQueryService
{
    public string TargetPrefix => "GraniteServiceVersion20100801";

    public string Name => "monitoring";

    public string Version => "2010-08-01";

    public XNamespace Namespace => "http://monitoring.amazonaws.com/doc/2010-08-01/";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel)
    {
        var results = Results(action, input).Select(result => (JsonNode)new JsonObject
        {
            ["Id"] = result.Id,
            ["Label"] = result.Label,
            ["Timestamps"] = new JsonArray([.. result.Points.Select(point => (JsonNode)point.Time.ToUnixTimeSeconds())]),
            ["Values"] = new JsonArray([.. result.Points.Select(point => (JsonNode)point.Value)]),
            ["StatusCode"] = "Complete",
        });
        return ValueTask.FromResult(new JsonObject { ["MetricDataResults"] = new JsonArray([.. results]), ["Messages"] = new JsonArray() });
    }

    public ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel) =>
        ValueTask.FromResult(new XElement("Result", new XElement("MetricDataResults", Results(action, input.Tree()).Select(result => new XElement("member",
            new XElement("Id", result.Id),
            new XElement("Label", result.Label),
            new XElement("Timestamps", result.Points.Select(point =>
                new XElement("member", point.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)))),
            new XElement("Values", result.Points.Select(point => new XElement("member", point.Value))),
            new XElement("StatusCode", "Complete"))))));

    private IReadOnlyList<MetricResult> Results(string action, JsonObject input) => action == "GetMetricData"
        ? reader.Read(MetricInput.Read(input))
        : throw new AwsException("InvalidAction", $"LocalCloud does not have the action {action} of CloudWatch; it has GetMetricData");
}
