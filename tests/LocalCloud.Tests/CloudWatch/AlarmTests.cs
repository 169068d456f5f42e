using LocalCloud.CloudWatch;
using LocalCloud.Protocols;
using LocalCloud.Tests.Traffic;

namespace LocalCloud.Tests.CloudWatch;

public sealed class AlarmTests : IAsyncLifetime
{
    private BlueGreen _world = null!;

    public async ValueTask InitializeAsync() => _world = await BlueGreen.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_alarm_goes_off_when_the_metric_crosses_its_threshold()
    {
        await using var target = await _world.ServeAsync(_world.Blue, "blue");
        await PutAsync(("Threshold", 1), ("EvaluationPeriods", 60), ("DatapointsToAlarm", 1));
        Assert.Equal("INSUFFICIENT_DATA", await StateAsync());

        await _world.GetAsync();

        await Eventually.TrueAsync(async () => await StateAsync() == "ALARM", "one request in one second is the threshold");
        Assert.Equal(["high"], await NamesAsync(("StateValue", "ALARM")));
        Assert.Equal(["high"], await NamesAsync(("AlarmTypes.member.1", "CompositeAlarm"), ("AlarmTypes.member.2", "MetricAlarm")));
        Assert.Empty(await NamesAsync(("AlarmTypes.member.1", "CompositeAlarm")));
        Assert.Empty(await NamesAsync(("StateValue", "OK")));
    }

    [Fact]
    public async Task A_state_that_was_set_by_hand_is_shown_and_an_unknown_alarm_is_refused()
    {
        await PutAsync(("Threshold", 1), ("EvaluationPeriods", 1), ("Period", 3600));
        await CallAsync("SetAlarmState", ("AlarmName", "high"), ("StateValue", "ALARM"), ("StateReason", "a drill"));
        Assert.Equal("ALARM", await StateAsync());

        Assert.Equal("ResourceNotFound", (await Assert.ThrowsAsync<AwsException>(
            () => CallAsync("SetAlarmState", ("AlarmName", "none"), ("StateValue", "OK"), ("StateReason", "x")))).Code);
        await CallAsync("DeleteAlarms", ("AlarmNames.member.1", "high"));
        Assert.Empty(await NamesAsync());
    }

    [Theory]
    [InlineData("Threshold", "many")]
    [InlineData("ComparisonOperator", "Roughly")]
    [InlineData("MetricName", "Happiness")]
    [InlineData("EvaluationPeriods", "0")]
    [InlineData("DatapointsToAlarm", "3")]
    [InlineData("TreatMissingData", "panic")]
    [InlineData("Period", "7")]
    public async Task An_alarm_that_could_never_work_is_refused_by_the_name_of_the_parameter(string parameter, string value)
    {
        var refused = await Assert.ThrowsAsync<AwsException>(() => PutAsync(("Threshold", 1), ("EvaluationPeriods", 2), (parameter, value)));

        Assert.Equal("ValidationError", refused.Code);
        Assert.Contains(parameter == "MetricName" ? "Happiness" : parameter, refused.Message);
    }

    [Theory]
    [InlineData("missing", new[] { 0.0, 0, 9 }, 1, "ALARM")]
    [InlineData("missing", new[] { 9.0, 9, 0 }, 3, "OK")]
    [InlineData("missing", new[] { -1.0, -1, -1 }, 1, "INSUFFICIENT_DATA")]
    [InlineData("breaching", new[] { -1.0, -1, -1 }, 3, "ALARM")]
    [InlineData("notBreaching", new[] { -1.0, -1, -1 }, 1, "OK")]
    [InlineData("ignore", new[] { -1.0, -1, -1 }, 1, "ALARM")]
    [InlineData("notBreaching", new[] { -1.0, 9, 9 }, 3, "OK")]
    public void M_of_N_periods_decide_and_missing_ones_count_as_was_said(string missing, double[] values, int datapoints, string state)
    {
        var query = new MetricQuery("alarm", "AWS/ApplicationELB", "RequestCount", new Dictionary<string, string>(), 1, "Sum", null);
        var alarm = new Alarm("a", "arn", null, query, "GreaterThanThreshold", 5, 3, datapoints, missing, [], true, DateTimeOffset.UnixEpoch)
        {
            State = Alarm.InAlarm,
        };

        Assert.Equal(state, AlarmRule.Judge(alarm, [.. values.Select(value => value < 0 ? (double?)null : value)]).State);
    }

    private Task<System.Xml.Linq.XElement> PutAsync(params (string Name, object Value)[] parameters)
    {
        var all = new Dictionary<string, object>
        {
            ["AlarmName"] = "high", ["Namespace"] = "AWS/ApplicationELB", ["MetricName"] = "RequestCount", ["Statistic"] = "Sum", ["Period"] = 1,
            ["ComparisonOperator"] = "GreaterThanOrEqualToThreshold", ["Dimensions.member.1.Name"] = "LoadBalancer",
            ["Dimensions.member.1.Value"] = MetricQueries.LoadBalancerDimension(_world),
        };
        foreach (var (name, value) in parameters) all[name] = value;
        return CallAsync("PutMetricAlarm", [.. all.Select(pair => (pair.Key, pair.Value))]);
    }

    private async Task<string> StateAsync() => (await CallAsync("DescribeAlarms")).Descendants("StateValue").Single().Value;

    private async Task<IEnumerable<string>> NamesAsync(params (string, object)[] filter) =>
        (await CallAsync("DescribeAlarms", filter)).Descendants("AlarmName").Select(name => name.Value);

    private Task<System.Xml.Linq.XElement> CallAsync(string action, params (string, object)[] parameters) => _world.Region.QueryAsync("2010-08-01", action, parameters);
}
