using Quartz;

namespace Publican.Loop;

/// <summary>Quartz fires it; the keeper does the work.</summary>
[DisallowConcurrentExecution]
public sealed class PollSourceJob(DesiredKeeper keeper) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await keeper.PollAsync(cancellationToken);
}
