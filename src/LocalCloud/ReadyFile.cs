using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LocalCloud;

/// <summary>Says in a file that the endpoint listens, and where. Written by rename, so that a reader never sees half of it.</summary>
internal sealed class ReadyFile(RegionOptions options, IServer server, ILogger<ReadyFile> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var endpoint = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        logger.LogInformation("Region {Region} answers on {Endpoint}", options.Region, endpoint);
        if (options.ReadyFile is not { } path) return Task.CompletedTask;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(new { endpoint, pid = Environment.ProcessId }));
        File.Move(unfinished, path, overwrite: true);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (options.ReadyFile is { } path) File.Delete(path);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
