using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Processes;

/// <summary>Tasks are real processes: what they are given, how they end, what is told about them.</summary>
public sealed class TaskLifeTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync().WithClusterAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_task_that_ends_tells_its_exit_code_and_keeps_its_log()
    {
        _region.Script("job:1", "echo out; echo err >&2; printf 'no newline'; exit 7");
        var id = await _region.RunTaskAsync(await _region.RegisterAsync("job", "job:1"));

        var task = await _region.TaskInAsync(id, "STOPPED");

        Assert.Equal(7, (int)task["containers"]![0]!["exitCode"]!);
        Assert.Equal("EssentialContainerExited", (string)task["stopCode"]!);
        Assert.Equal("Essential container in task exited", (string)task["stoppedReason"]!);
        Assert.StartsWith("sha256:", (string)task["containers"]![0]!["imageDigest"]!);
        var lines = _region.LogOf(id).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[25..]).Order();
        Assert.Equal(["err", "no newline", "out"], lines);
    }

    [Fact]
    public async Task The_environment_is_image_then_container_then_override_then_secrets_then_address()
    {
        Environment.SetEnvironmentVariable("ONLY_LOCALCLOUD", "yes");
        _region.Script("env:1", "env", new { LAYER = "image", ONLY_IMAGE = "yes" });
        await _region.Ssm("PutParameter", new { Name = "/db/url", Value = "postgres://secret", Type = "SecureString" });
        var definition = await _region.RegisterAsync("env", new
        {
            name = "main",
            image = "env:1",
            environment = new[] { new { name = "LAYER", value = "container" }, new { name = "OTHER", value = "container" }, new { name = "HOST", value = "not this" } },
            secrets = new[] { new { name = "URL", valueFrom = "/db/url" }, new { name = "BY_ARN", valueFrom = "arn:aws:ssm:eu-west-1:000000000000:parameter/db/url" } },
            portMappings = new[] { new { containerPort = 8123 } },
        });
        var id = await _region.RunTaskAsync(
            definition,
            new { containerOverrides = new[] { new { name = "main", environment = new[] { new { name = "LAYER", value = "override" } } } } });

        var task = await _region.TaskInAsync(id, "STOPPED");

        var variables = _region.LogOf(id).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[25..]).ToList();
        var address = (string)task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!;
        string[] all =
        [
            "LAYER=override", "OTHER=container", "ONLY_IMAGE=yes", "URL=postgres://secret", "BY_ARN=postgres://secret", $"HOST={address}",
            "PORT=8123", "AWS_REGION=eu-west-1",
        ];
        foreach (var expected in all)
        {
            Assert.Contains(expected, variables);
        }

        Assert.DoesNotContain("ONLY_LOCALCLOUD=yes", variables);
    }

    [Fact]
    public async Task A_command_is_appended_to_the_arguments_of_the_image_and_an_override_replaces_it()
    {
        _region.Script("echo:1", "echo \"$0 $*\"");
        var definition = await _region.RegisterAsync(
            "echo", new { name = "main", image = "echo:1", command = new[] { "from", "definition" } });
        var plain = await _region.RunTaskAsync(definition);
        var changed = await _region.RunTaskAsync(
            definition, new { containerOverrides = new[] { new { name = "main", command = new[] { "from", "an", "override" } } } });

        await _region.TaskInAsync(plain, "STOPPED");
        await _region.TaskInAsync(changed, "STOPPED");

        Assert.EndsWith(" from definition\n", _region.LogOf(plain));
        Assert.EndsWith(" from an override\n", _region.LogOf(changed));
    }

    [Theory]
    [InlineData("nobody:1", "CannotPullContainerError: ")]
    [InlineData("../escape:1", "CannotPullContainerError: ")]
    [InlineData("gone:1", "CannotStartContainerError: ")]
    [InlineData("broken:1", "CannotPullContainerError: ")]
    public async Task An_image_that_cannot_be_run_stops_the_task_with_the_reason(string image, string reason)
    {
        _region.Image("gone:1", "/no/such/program", []);
        _region.Script("broken:1", "true");
        await File.WriteAllTextAsync(
            Path.Combine(_region.Images, "broken", "1.json"), """{"program": "sh", "typo": 1}""", TestContext.Current.CancellationToken);

        var task = await _region.TaskInAsync(await _region.RunTaskAsync(await _region.RegisterAsync("job", image)), "STOPPED");

        Assert.StartsWith(reason, (string)task["stoppedReason"]!);
        Assert.Equal("TaskFailedToStart", (string)task["stopCode"]!);
        Assert.Null(task["containers"]![0]!["exitCode"]);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_stops_the_task_with_the_reason()
    {
        _region.Script("job:1", "true");
        var definition = await _region.RegisterAsync(
            "job", new { name = "main", image = "job:1", secrets = new[] { new { name = "URL", valueFrom = "/not/there" } } });

        var task = await _region.TaskInAsync(await _region.RunTaskAsync(definition), "STOPPED");

        Assert.StartsWith("ResourceInitializationError: ", (string)task["stoppedReason"]!);
        Assert.Contains("/not/there", (string)task["stoppedReason"]!);
    }

    [Theory]
    [InlineData("yes $(head -c 500 /dev/zero | tr '\\0' y) 2>/dev/null | head -c 100000000")]
    [InlineData("head -c 100000000 /dev/zero | tr '\\0' x")]
    public async Task A_task_that_prints_a_hundred_megabytes_is_read_to_its_end_and_kept_small(string script)
    {
        _region.Script("loud:1", $"{script}; echo; echo done");

        var task = await _region.TaskInAsync(await _region.RunTaskAsync(await _region.RegisterAsync("loud", "loud:1")), "STOPPED");

        Assert.Equal(0, (int)task["containers"]![0]!["exitCode"]!);
        var id = ((string)task["taskArn"]!).Split('/')[^1];
        Assert.EndsWith("done\n", _region.LogOf(id));
        Assert.True(Directory.GetFiles(Path.Combine(_region.Data, "logs"), $"{id}*").Sum(file => new FileInfo(file).Length) < 9 * 1024 * 1024, "two files of 4 MiB are kept");
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task A_task_that_listens_on_all_addresses_is_stopped_and_told_where_to_listen(string address)
    {
        var family = address == "::" ? "AF_INET6" : "AF_INET";
        _region.Image("greedy:1", "python3", ["-c", $"import socket,time; s=socket.socket(socket.{family}); s.bind(('{address}',0)); s.listen(); time.sleep(600)"]);

        var task = await _region.TaskInAsync(await _region.RunTaskAsync(await _region.RegisterAsync("greedy", "greedy:1")), "STOPPED");

        var own = (string)task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!;
        Assert.StartsWith("CannotStartContainerError: the container listens on 0.0.0.0:", (string)task["stoppedReason"]!);
        Assert.Contains($"Bind the address in the environment variable HOST, {own}, instead.", (string)task["stoppedReason"]!);
    }

    [Fact]
    public async Task StopTask_sends_SIGTERM_and_waits_for_the_task_to_end_by_itself()
    {
        _region.Script("polite:1", "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.05; done");
        var id = await UpAsync("polite:1", stopTimeout: 60);

        await _region.Ecs("StopTask", new { cluster = EcsStories.Cluster, task = id, reason = "enough" });

        var task = await _region.TaskInAsync(id, "STOPPED");
        Assert.Equal(
            (5, "UserInitiated", "enough"),
            ((int)task["containers"]![0]!["exitCode"]!, (string)task["stopCode"]!, (string)task["stoppedReason"]!));
        // The shell may add a line of its own for the sleep that the same SIGTERM ended.
        Assert.Contains("bye\n", _region.LogOf(id));
    }

    [Fact]
    public async Task A_task_that_ignores_SIGTERM_gets_SIGKILL_after_its_stop_timeout()
    {
        _region.Script("stubborn:1", "trap '' TERM; echo up; while :; do sleep 0.05; done");
        var id = await UpAsync("stubborn:1", stopTimeout: 2);

        await _region.Ecs("StopTask", new { cluster = EcsStories.Cluster, task = id });

        var task = await _region.TaskInAsync(id, "STOPPED");
        Assert.Equal(128 + 9, (int)task["containers"]![0]!["exitCode"]!);
        Assert.InRange((double)task["stoppedAt"]! - (double)task["stoppingAt"]!, 1.9, 60);
    }

    [Fact]
    public async Task What_a_task_forked_ends_with_it()
    {
        _region.Script("forker:1", "sleep 98765 & echo child $!; exit 0");
        var id = await _region.RunTaskAsync(await _region.RegisterAsync("job", "forker:1"));
        await _region.TaskInAsync(id, "STOPPED");
        var child = _region.LogOf(id).Split("child ")[1].Trim();
        await Fact.ComesTrueAsync(() => !Directory.Exists($"/proc/{child}"));
    }

    [Fact]
    public async Task Every_task_has_an_address_of_its_own()
    {
        _region.Script("idle:1", "sleep 1000");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 3);
        await _region.SteadyAsync("web");
        var tasks = await Task.WhenAll((await _region.TaskIdsAsync("web")).Select(_region.TaskAsync));
        var addresses = tasks.Select(task => (string)task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!).ToHashSet();
        Assert.Equal(3, addresses.Count);
        Assert.All(addresses, address => Assert.StartsWith("127.", address));
    }

    [Fact]
    public async Task Stopping_the_region_ends_all_tasks()
    {
        _region.Script("idle:1", "echo $$; trap '' TERM; while :; do sleep 0.05; done");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 2);
        await _region.SteadyAsync("web");
        var ids = await _region.TaskIdsAsync("web");
        await Fact.ComesTrueAsync(() => ids.All(id => _region.LogOf(id).Length > 0));
        var processes = ids.Select(id => _region.LogOf(id)[25..].Trim()).ToList();
        Assert.All(processes, process => Assert.True(Directory.Exists($"/proc/{process}")));

        await _region.StopAsync();

        Assert.All(processes, process => Assert.False(Directory.Exists($"/proc/{process}")));
    }

    private async Task<string> UpAsync(string image, int stopTimeout)
    {
        var id = await _region.RunTaskAsync(await _region.RegisterAsync("job", new { name = "main", image, stopTimeout }));
        await Fact.ComesTrueAsync(() => _region.LogOf(id).Contains("up\n", StringComparison.Ordinal));
        return id;
    }
}
