using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalCloud.Protocols;
using LocalCloud.Tests.Elb;
using LocalCloud.Tests.Traffic;

namespace LocalCloud.Tests.CloudWatch;

public sealed class GetMetricDataTests : IAsyncLifetime
{
    private BlueGreen _world = null!;
    private TestTarget _target = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await BlueGreen.StartAsync();
        _target = await _world.ServeAsync(_world.Blue, "blue");
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Requests_are_counted_by_target_group_and_by_load_balancer()
    {
        for (var request = 0; request < 10; request++) await _world.GetAsync();

        await Eventually.TrueAsync(async () => await _world.CountAsync("RequestCount", _world.Blue) == 10, "ten requests are counted");
        Assert.Equal(10, await _world.CountAsync("HTTPCode_Target_2XX_Count", _world.Blue));
        Assert.Equal(10, await _world.CountAsync("RequestCount", null));
        Assert.Equal(0, await _world.CountAsync("RequestCount", _world.Green));
        Assert.Equal(0, await _world.CountAsync("HTTPCode_Target_5XX_Count", _world.Blue));
    }

    [Fact]
    public async Task A_503_without_a_target_is_the_load_balancers_alone()
    {
        await _world.WeighAsync(0, 100);
        await _world.GetAsync();

        await Eventually.TrueAsync(async () => await _world.CountAsync("HTTPCode_ELB_5XX_Count", null) == 1, "the 503 is counted");
        Assert.Equal(0, await _world.CountAsync("RequestCount", null));
        Assert.Equal(0, await _world.CountAsync("HTTPCode_ELB_5XX_Count", _world.Green));
    }

    [Fact]
    public async Task Over_JSON_periods_of_a_second_carry_the_second_they_begin_at()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await _world.GetAsync();
        await Eventually.TrueAsync(async () => await _world.CountAsync("RequestCount", _world.Blue) == 1, "the request is counted");

        var answer = await JsonAsync(Query("RequestCount", "Sum", period: 1), before, before + 60, "TimestampAscending");

        var result = answer["MetricDataResults"]!.AsArray().Single()!;
        Assert.Equal(("q", "RequestCount", "Complete"), ((string)result["Id"]!, (string)result["Label"]!, (string)result["StatusCode"]!));
        Assert.Equal([1.0], result["Values"]!.AsArray().Select(value => (double)value!));
        Assert.InRange((long)result["Timestamps"]!.AsArray().Single()!, before, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task The_end_of_the_window_is_not_part_of_it()
    {
        await _world.GetAsync();
        await Eventually.TrueAsync(async () => await _world.CountAsync("RequestCount", _world.Blue) == 1, "the request is counted");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var at = (long)(await JsonAsync(Query("RequestCount", "Sum", 1), now - 60, now + 60))["MetricDataResults"]![0]!["Timestamps"]![0]!;

        Assert.Single((await JsonAsync(Query("RequestCount", "Sum", 1), at, at + 1))["MetricDataResults"]![0]!["Values"]!.AsArray());
        Assert.Empty((await JsonAsync(Query("RequestCount", "Sum", 1), at - 60, at))["MetricDataResults"]![0]!["Values"]!.AsArray());
        Assert.Empty((await JsonAsync(Query("RequestCount", "Sum", 1), at + 1, at + 60))["MetricDataResults"]![0]!["Values"]!.AsArray());
    }

    [Fact]
    public async Task Response_times_have_averages_and_percentiles_in_seconds()
    {
        for (var request = 0; request < 20; request++) await _world.GetAsync();
        await Eventually.TrueAsync(async () => await _world.CountAsync("RequestCount", _world.Blue) == 20, "all are counted");

        var values = new Dictionary<string, double>();
        foreach (var statistic in new[] { "SampleCount", "Minimum", "Average", "p50", "p99", "Maximum" })
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var answer = await JsonAsync(Query("TargetResponseTime", statistic, 3600), now - 60, now + 60);
            values[statistic] = answer["MetricDataResults"]![0]!["Values"]!.AsArray().Sum(value => (double)value!);
        }

        Assert.Equal(20, values["SampleCount"]);
        Assert.InRange(values["Minimum"], 0.000001, values["Average"]);
        Assert.InRange(values["Average"], values["Minimum"], values["Maximum"]);
        Assert.InRange(values["p50"], values["Minimum"], values["p99"]);
        Assert.InRange(values["p99"], values["p50"], values["Maximum"]);
        Assert.InRange(values["Maximum"], 0.000001, 5);
    }

    [Theory]
    [InlineData("Namespace", "AWS/Lambda")]
    [InlineData("MetricName", "HealthyHostCount")]
    [InlineData("Stat", "tm90")]
    [InlineData("Period", "7")]
    [InlineData("Dimension", "AvailabilityZone")]
    [InlineData("Expression", "m1/m2")]
    [InlineData("Window", "backwards")]
    public async Task What_LocalCloud_does_not_measure_it_says(string part, string value)
    {
        var query = Query("RequestCount", "Sum", 1);
        var metric = query["MetricStat"]!["Metric"]!;
        if (part is "Namespace" or "MetricName") metric[part] = value;
        if (part is "Stat") query["MetricStat"]![part] = value;
        if (part is "Period") query["MetricStat"]![part] = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        if (part is "Dimension") metric["Dimensions"]![1]!["Name"] = value;
        if (part is "Expression") query[part] = value;

        var error = await Assert.ThrowsAsync<AwsException>(() => JsonAsync(query, 1_000, part == "Window" ? 999 : 2_000));

        Assert.Equal("ValidationError", error.Code);
        if (part != "Window") Assert.Contains(part == "Expression" ? "expressions" : value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_AWS_CLI_reads_the_counts()
    {
        Assert.SkipWhen(AwsCli.Missing is not null, AwsCli.Missing ?? "");
        await _world.GetAsync();
        await Eventually.TrueAsync(async () => await _world.CountAsync("RequestCount", _world.Blue) == 1, "the request is counted");
        var now = TimeProvider.System.GetUtcNow();

        var answer = await AwsCli.RunAsync(_world.Region, "cloudwatch", "get-metric-data",
            "--start-time", now.AddMinutes(-5).ToString("O"), "--end-time", now.AddMinutes(5).ToString("O"),
            "--metric-data-queries", new JsonArray(Query("RequestCount", "Sum", 60)).ToJsonString());

        Assert.Equal(1, answer.GetProperty("MetricDataResults")[0].GetProperty("Values").EnumerateArray().Sum(value => value.GetDouble()));
    }

    private JsonObject Query(string metric, string statistic, int period) => new()
    {
        ["Id"] = "q",
        ["MetricStat"] = new JsonObject
        {
            ["Metric"] = new JsonObject
            {
                ["Namespace"] = "AWS/ApplicationELB",
                ["MetricName"] = metric,
                ["Dimensions"] = new JsonArray(
                    new JsonObject { ["Name"] = "LoadBalancer", ["Value"] = MetricQueries.LoadBalancerDimension(_world) },
                    new JsonObject { ["Name"] = "TargetGroup", ["Value"] = MetricQueries.TargetGroupDimension(_world.Blue) }),
            },
            ["Period"] = period,
            ["Stat"] = statistic,
        },
    };

    private async Task<JsonObject> JsonAsync(JsonObject query, long start, long end, string scanBy = "TimestampDescending")
    {
        var body = new JsonObject { ["MetricDataQueries"] = new JsonArray(query.DeepClone()), ["StartTime"] = start, ["EndTime"] = end, ["ScanBy"] = scanBy };
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Region.Endpoint) { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricData");
        request.Headers.TryAddWithoutValidation("Authorization", LocalRegion.Signature);
        using var response = await _world.Region.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonSerializer.Deserialize<JsonObject>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return response.StatusCode == HttpStatusCode.OK ? answer : throw new AwsException((string)answer["__type"]!, (string)answer["message"]!, (int)response.StatusCode);
    }
}
