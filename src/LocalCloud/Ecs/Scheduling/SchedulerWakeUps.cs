using System.Threading.Channels;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>Services the scheduler should look at. What exactly happened is not said: a pass looks at everything anyway.</summary>
internal sealed class SchedulerWakeUps
{
    private readonly Channel<ServiceKey> _channel = Channel.CreateUnbounded<ServiceKey>(
        new UnboundedChannelOptions { SingleReader = true });

    public void Wake(ServiceKey service) => _channel.Writer.TryWrite(service);

    /// <summary>Never false: the channel is not closed.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => _channel.Reader.WaitToReadAsync(cancel);

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServiceKey? service) => _channel.Reader.TryRead(out service);
}
