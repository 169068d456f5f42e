using System.Text.Json;

namespace Publican.EndToEnd;

/// <summary>An alarm that a person put into CloudWatch and sets by hand, as in a drill.</summary>
internal sealed class CloudWatchAlarm(Uri endpoint, string name)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    public Task PutAsync() => CallAsync("PutMetricAlarm", new
    {
        AlarmName = name,
        Namespace = "AWS/ECS",
        MetricName = "CPUUtilization",
        Statistic = "Average",
        Dimensions = new[] { new { Name = "ClusterName", Value = "none" }, new { Name = "ServiceName", Value = "none" } },

        // A state set by hand holds for one period.
        Period = 3600,
        EvaluationPeriods = 1,
        Threshold = 1,
        ComparisonOperator = "GreaterThanThreshold",
    });

    public Task SetAsync(string state) => CallAsync("SetAlarmState", new { AlarmName = name, StateValue = state, StateReason = "a drill" });

    private async Task CallAsync(string action, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent(JsonSerializer.Serialize(input)) };
        request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801." + action);
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=a-person/20260101/eu-west-1/monitoring/aws4_request, SignedHeaders=host, Signature=00");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
