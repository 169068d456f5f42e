using System.Net;

namespace LocalCloud;

/// <summary>What a task really is.</summary>
public enum TaskDriver
{
    Process,
    Docker,
}

/// <summary>How one region is started. <see cref="Usage"/> says what each option means.</summary>
public sealed record RegionOptions
{
    public const string Usage =
        """
        LocalCloud --port N --images DIR --data DIR [options]

          --port N                     port of the AWS endpoint on 127.0.0.1; 0 takes a free one
          --images DIR                 images: DIR/<name>/<tag>.json = {"program", "args", "env"}
          --data DIR                   folder for task logs; made when missing
          --weight-delay TIME          longest time a load balancer node takes to obey new weights (500ms)
          --ready-file FILE            written when the endpoint listens: {"endpoint", "pid"}
          --seed N                     seed of every random choice (1)
          --region NAME                name of the region (eu-west-1)
          --load-balancer-address IP   address of load balancers; each gets an own loopback address without it
          --publish IP                 another address at which the endpoint and load balancers answer: the own one
                                       of a container whose ports are published
          --driver process|docker      tasks are processes, or containers of the engine at DOCKER_HOST (process)
          --throttle on|off            refuse calls beyond AWS's rates (on)
          --time-scale N               health checks, grace periods and deregistration delays are N times shorter (1)

        TIME is a whole number with ms or s, for example 500ms or 15s.
        """;

    /// <summary>Port of the AWS endpoint; 0 takes a free one.</summary>
    public required int Port { get; init; }

    public required string Images { get; init; }

    public required string Data { get; init; }

    public TimeSpan WeightDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public string? ReadyFile { get; init; }

    public int Seed { get; init; } = 1;

    public string Region { get; init; } = "eu-west-1";

    /// <summary>Null gives each load balancer an own address of the region's block.</summary>
    public IPAddress? LoadBalancerAddress { get; init; }

    /// <summary>Another address at which the endpoint and load balancers answer; null for loopback alone. Nobody is asked who they are there.</summary>
    public IPAddress? Publish { get; init; }

    public TaskDriver Driver { get; init; } = TaskDriver.Process;

    /// <summary>Calls beyond AWS's rates are refused, as AWS refuses them.</summary>
    public bool Throttle { get; init; } = true;

    /// <inheritdoc cref="LocalCloud.TimeScale"/>
    public TimeScale TimeScale { get; init; } = new(1);

    /// <exception cref="UsageException">Says which argument is wrong and what was expected.</exception>
    public static RegionOptions Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine(args);
        var options = new RegionOptions
        {
            Port = line.Int("--port", 0, 65535) ?? throw new UsageException("--port is missing. Name a port, or 0 for a free one."),
            Images = ExistingFolder(
                "--images", line.Text("--images") ?? throw new UsageException("--images is missing. Name the folder of images.")),
            Data = Path.GetFullPath(line.Text("--data") ?? throw new UsageException("--data is missing. Name a folder for logs.")),
            WeightDelay = line.Duration("--weight-delay") ?? TimeSpan.FromMilliseconds(500),
            ReadyFile = line.Text("--ready-file") is { } file ? Path.GetFullPath(file) : null,
            Seed = line.Int("--seed", 0, int.MaxValue) ?? 1,
            Region = line.Text("--region") is { } name ? RegionName(name) : "eu-west-1",
            LoadBalancerAddress = line.Text("--load-balancer-address") is { } address ? Loopback(address) : null,
            Publish = line.Text("--publish") is { } published ? OneAddress(published) : null,
            Driver = line.Text("--driver") switch
            {
                null or "process" => TaskDriver.Process,
                "docker" => TaskDriver.Docker,
                var other => throw new UsageException($"--driver: '{other}' is not a choice. Write process or docker."),
            },
            Throttle = line.Text("--throttle") switch
            {
                null or "on" => true,
                "off" => false,
                var other => throw new UsageException($"--throttle: '{other}' is not a choice. Write on or off."),
            },
            TimeScale = new TimeScale(line.Int("--time-scale", 1, 1000) ?? 1),
        };
        line.RefuseRest();
        return options is { Publish: not null, Port: 0 }
            ? throw new UsageException("--publish needs a port of its own: name one with --port, because 0 would take another one at each address.")
            : options;
    }

    private static string ExistingFolder(string option, string path) => Directory.Exists(path)
        ? Path.GetFullPath(path)
        : throw new UsageException($"{option}: there is no folder {Path.GetFullPath(path)}. Make it first.");

    private static string RegionName(string name) =>
        name.Length <= 32 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        ? name
        : throw new UsageException(
            $"--region: '{name}' is not a region name. Use lower case letters, digits and hyphens, for example eu-west-1.");

    // All addresses at once would take the port of every task that listens on it at an address of its own.
    private static IPAddress OneAddress(string text) =>
        IPAddress.TryParse(text, out var address) && address.GetAddressBytes() is [not 0, _, _, _]
            ? address
            : throw new UsageException($"--publish: '{text}' is not one IPv4 address. Use the one that this machine or container has, for example 172.17.0.2.");

    private static IPAddress Loopback(string text) =>
        IPAddress.TryParse(text, out var address) && address.GetAddressBytes() is [127, _, _, _]
            ? address
            : throw new UsageException($"--load-balancer-address: '{text}' is not an IPv4 loopback address. Use one of 127.0.0.0/8.");
}
