using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Processes;

/// <summary>CloudWatch Logs, as far as logs of tasks need it.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private TestRegion _region = null!;
    private string _stream = "";

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        await _region.Logs("CreateLogGroup", new { logGroupName = "/group" });
        _region.Script("count:1", "i=1; while [ $i -le 25 ]; do echo line $i; i=$((i+1)); done");
        var id = await _region.RunTaskAsync(await RegisterAsync("/group", create: "false"));
        await _region.TaskInAsync(id, "STOPPED");
        _stream = $"counter/main/{id}";
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task The_last_lines_come_without_being_asked_for_a_place()
    {
        var (lines, _, _) = await ReadAsync(new { logGroupName = "/group", logStreamName = _stream, limit = 3 });
        Assert.Equal(["line 23", "line 24", "line 25"], lines);
    }

    [Fact]
    public async Task Tokens_lead_forward_to_the_end_and_stay_there()
    {
        var (lines, forward, _) = await ReadAsync(
            new { logGroupName = "/group", logStreamName = _stream, limit = 10, startFromHead = true });
        var all = new List<string>(lines);
        while (true)
        {
            var (more, next, _) = await ReadAsync(
                new { logGroupName = "/group", logStreamName = _stream, limit = 10, nextToken = forward });
            all.AddRange(more);
            if (next == forward) break;
            forward = next;
        }

        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"line {i}"), all);
    }

    [Fact]
    public async Task Tokens_lead_backward_to_the_beginning_and_stay_there()
    {
        var (lines, _, backward) = await ReadAsync(new { logGroupName = "/group", logStreamName = _stream, limit = 20 });
        var (rest, _, last) = await ReadAsync(new { logGroupName = "/group", logStreamName = _stream, limit = 20, nextToken = backward });
        var (none, _, same) = await ReadAsync(new { logGroupName = "/group", logStreamName = _stream, limit = 20, nextToken = last });
        Assert.Equal((20, 5, 0), (lines.Count, rest.Count, none.Count));
        Assert.Equal("line 1", rest[0]);
        Assert.Equal(last, same);
    }

    [Fact]
    public async Task A_stream_or_token_that_does_not_exist_is_refused()
    {
        Assert.Equal("ResourceNotFoundException", await CodeAsync(new { logGroupName = "/group", logStreamName = "nobody" }));
        Assert.Equal("ResourceNotFoundException", await CodeAsync(new { logGroupName = "/other", logStreamName = _stream }));
        Assert.Equal(
            "InvalidParameterException", await CodeAsync(new { logGroupName = "/group", logStreamName = _stream, nextToken = "zzz" }));
        Assert.Equal(
            "InvalidParameterException", await CodeAsync(new { logGroupName = "/group", logStreamName = _stream, limit = 10_001 }));
    }

    [Fact]
    public async Task A_task_does_not_start_without_its_log_group_unless_it_may_make_it()
    {
        var refused = await _region.TaskInAsync(await _region.RunTaskAsync(await RegisterAsync("/missing", create: "false")), "STOPPED");
        Assert.Contains("ResourceInitializationError", (string)refused["stoppedReason"]! + refused["containers"]![0]!["reason"]);
        Assert.Contains("/missing", (string)refused["stoppedReason"]! + refused["containers"]![0]!["reason"]);

        var made = await _region.TaskInAsync(await _region.RunTaskAsync(await RegisterAsync("/missing", create: "true")), "STOPPED");
        Assert.Equal(0, (int)made["containers"]![0]!["exitCode"]!);
        Assert.Equal("/missing", (string)(await _region.Logs("DescribeLogGroups", new { logGroupNamePrefix = "/miss" }))["logGroups"]!.AsArray().Single()!["logGroupName"]!);
    }

    [Fact]
    public async Task A_log_group_is_made_once()
    {
        var error = await Assert.ThrowsAsync<AwsCallException>(() => _region.Logs("CreateLogGroup", new { logGroupName = "/group" }));
        Assert.Equal("ResourceAlreadyExistsException", error.Code);
        Assert.Equal("InvalidParameterException", (await Assert.ThrowsAsync<AwsCallException>(() => _region.Logs("CreateLogGroup", new { logGroupName = "a group" }))).Code);
    }

    [Fact]
    public void A_log_keeps_a_bounded_number_of_lines_and_bytes()
    {
        using var folder = new TemporaryFolder();
        using (var log = new LocalCloud.Logs.LogStream(TimeProvider.System, folder.At("a.log")))
        {
            for (var i = 0; i < 12_000; i++) log.Write(new string('x', 1000));
            Assert.Equal(LocalCloud.Logs.LogStream.LinesInMemory, log.Lines.Count);
            Assert.Equal(12_000, log.Lines[^1].Seq);
        }

        Assert.Equal(["a.log", "a.log.1"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.InRange(new FileInfo(file).Length, 1, 5 * 1024 * 1024));
    }

    private Task<string> RegisterAsync(string group, string create) => _region.RegisterAsync("count", new
    {
        name = "main",
        image = "count:1",
        logConfiguration = new
        {
            logDriver = "awslogs",
            options = new Dictionary<string, string>
            {
                ["awslogs-group"] = group, ["awslogs-region"] = "eu-west-1", ["awslogs-stream-prefix"] = "counter", ["awslogs-create-group"] = create,
            },
        },
    });

    private async Task<(List<string> Lines, string Forward, string Backward)> ReadAsync(object input)
    {
        var answer = await _region.Logs("GetLogEvents", input);
        return (
            [.. answer["events"]!.AsArray().Select(line => (string)line!["message"]!)],
            (string)answer["nextForwardToken"]!,
            (string)answer["nextBackwardToken"]!);
    }

    private async Task<string> CodeAsync(object input) =>
        (await Assert.ThrowsAsync<AwsCallException>(() => _region.Logs("GetLogEvents", input))).Code;
}
