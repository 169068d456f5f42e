using Docker.DotNet;
using Docker.DotNet.Models;
using LocalCloud.Containers;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Containers;

/// <summary>The same tasks as containers of a Docker-compatible engine. Needs one, with an image that has sh and perl: see CONTRIBUTING.</summary>
public sealed class DockerDriverTests : IAsyncLifetime
{
    private const string Server =
        "use IO::Socket::INET; $SIG{TERM}=sub{exit 5}; my $s=IO::Socket::INET->new(LocalAddr=>$ENV{HOST},LocalPort=>$ENV{PORT},Listen=>5,ReuseAddr=>1) or die;"
        + "while(my $c=$s->accept){ while(<$c>){last if /^\\r?\\n$/} print $c \"HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nhello\"; close $c }";

    private static readonly string Image = Environment.GetEnvironmentVariable("PUBLICAN_TEST_IMAGE") ?? "mcr.microsoft.com/dotnet/sdk:10.0";
    private TestRegion? _region;

    public async ValueTask InitializeAsync()
    {
        await RequireEngineAsync();
        _region = await TestRegion.StartAsync(change: options => options with { Driver = TaskDriver.Docker, TimeScale = new TimeScale(50) }).WithClusterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_region is not null) await _region.DisposeAsync();
    }

    [Fact]
    public async Task A_container_tells_its_exit_code_its_output_and_its_environment()
    {
        var id = await RunAsync(new { name = "main", image = Image, entryPoint = new[] { "sh", "-c" }, command = new[] { "echo $GREETING; echo oops >&2; exit 7" }, environment = new[] { new { name = "GREETING", value = "hello" } } });

        var task = await _region!.TaskInAsync(id, "STOPPED");

        Assert.Equal((7, "EssentialContainerExited"), ((int)task["containers"]![0]!["exitCode"]!, (string)task["stopCode"]!));
        Assert.Matches(@"Z hello\n", _region!.LogOf(id));
        Assert.Matches(@"Z oops\n", _region!.LogOf(id));
    }

    [Fact]
    public async Task A_service_of_containers_takes_traffic_at_the_tasks_own_address_and_stops_with_SIGTERM()
    {
        var id = await RunAsync(
            new { name = "main", image = Image, entryPoint = new[] { "perl", "-e", Server }, portMappings = new[] { new { containerPort = 8080 } }, healthCheck = new { command = new[] { "CMD", "true" }, interval = 5 } },
            new { name = "side", image = Image, entryPoint = new[] { "sh", "-c" }, command = new[] { "trap 'exit 0' TERM; while :; do sleep 0.1; done" }, essential = false, dependsOn = new[] { new { containerName = "main", condition = "HEALTHY" } } });
        var task = await _region!.TaskInAsync(id, "RUNNING");
        var address = (string)task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!;
        using var client = new HttpClient();

        Assert.Equal("hello", await client.GetStringAsync($"http://{address}:8080/", TestContext.Current.CancellationToken));
        await _region!.Ecs("StopTask", new { cluster = Cluster, task = id });

        var stopped = await _region!.TaskInAsync(id, "STOPPED");
        Assert.Equal(5, (int)stopped["containers"]![0]!["exitCode"]!);
    }

    [Fact]
    public async Task The_engine_says_what_a_service_uses()
    {
        var definition = await _region!.RegisterAsync("busy", new { name = "main", image = Image, entryPoint = new[] { "sh", "-c" }, command = new[] { "while :; do :; done" } });
        await _region!.CreateServiceAsync("busy", definition, 1);
        var stat = new
        {
            Metric = new
            {
                Namespace = "AWS/ECS",
                MetricName = "CPUUtilization",
                Dimensions = new[] { new { Name = "ClusterName", Value = Cluster }, new { Name = "ServiceName", Value = "busy" } },
            },
            Period = 60,
            Stat = "Maximum",
        };

        await Fact.ComesTrueAsync(async () =>
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var answer = await _region!.Monitoring(
                "GetMetricData", new { StartTime = now - 120, EndTime = now + 1, MetricDataQueries = new[] { new { Id = "q", MetricStat = stat } } });
            return answer["MetricDataResults"]![0]!["Values"]!.AsArray().Any(value => (double)value! > 50);
        });
    }

    [Fact]
    public async Task An_image_that_the_engine_does_not_have_stops_the_task_with_the_reason()
    {
        var task = await _region!.TaskInAsync(await RunAsync(new { name = "main", image = "localhost/not-there:1" }), "STOPPED");

        Assert.StartsWith("CannotPullContainerError: the engine has no image localhost/not-there:1", (string)task["stoppedReason"]!);
    }

    private async Task<string> RunAsync(params object[] containers)
    {
        var answer = await _region!.Ecs("RegisterTaskDefinition", new { family = "app", networkMode = "awsvpc", cpu = "256", memory = "512", containerDefinitions = containers });
        return await _region!.RunTaskAsync((string)answer["taskDefinition"]!["taskDefinitionArn"]!);
    }

    private static async Task RequireEngineAsync()
    {
        using var client = new DockerClientBuilder().WithEndpoint(new Uri(ContainerRegistration.EngineOf(Environment.GetEnvironmentVariable))).Build();
        var missing = "";
        try
        {
            var images = await client.Images.ListImagesAsync(new ImagesListParameters());
            if (!images.Any(image => image.RepoTags?.Contains(Image) == true)) missing = $"the container engine has no image {Image}; PUBLICAN_TEST_IMAGE names another one with sh and perl";
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            missing = $"no container engine answers at DOCKER_HOST: {error.Message}";
        }

        Assert.SkipUnless(missing.Length == 0, missing);
    }
}
