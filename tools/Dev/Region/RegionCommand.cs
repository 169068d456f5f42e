using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using Publican.Stack;

namespace Publican.Dev.Region;

/// <summary>
/// <c>./dev region</c>: a LocalCloud region with what terraform-bootstrap makes in it, and nothing that runs there. For a PostgreSQL and a reconciler that
/// somebody else starts: compose.yaml does.
/// </summary>
internal static class RegionCommand
{
    public static async Task<int> RunAsync(RegionOptions options)
    {
        using var stop = new StopSignal();
        Directory.CreateDirectory(options.Folder);
        var ready = Path.Combine(options.Folder, "region.json");
        File.Delete(ready);
        ImageStore.Write(options.Folder);
        await using var cloud = await LocalCloudProcess.StartAsync(options.Folder, options.Port, seed: 1, options.Publish ? OwnAddress() : null);
        try
        {
            using var hands = new Hands(cloud.Endpoint);
            var beers = await hands.BootstrapAsync(options.Listener, options.DatabaseUrl);
            await WriteAsync(ready, cloud.Endpoint, beers);
            Console.WriteLine($"region {Hands.Region} is up: AWS endpoint {cloud.Endpoint}, cluster {Hands.Cluster}, load balancer {beers}");
            await Task.WhenAny(cloud.Exited, Task.Delay(Timeout.Infinite, stop.Token));
            if (stop.Token.IsCancellationRequested)
                return 0;
        }
        finally
        {
            File.Delete(ready);
        }

        Console.Error.WriteLine($"dev: LocalCloud ended by itself:\n{cloud.Output}");
        return 1;
    }

    // Whole or not at all: a health check looks whether it is there.
    private static async Task WriteAsync(string path, Uri endpoint, Uri beers)
    {
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(new { aws = endpoint, beers, cluster = Hands.Cluster, region = Hands.Region }));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>A container has one, on its engine's network.</summary>
    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(one => one.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork)
        ?? throw new StackException("--publish: this machine has no IPv4 address but loopback; leave it out");
}
