using System.Collections.Concurrent;
using System.Globalization;
using LocalCloud.Ecs.State;
using LocalCloud.Processes;

namespace LocalCloud.Ecs.Usage;

/// <summary>Measures once a second what each task of a service uses. Tasks of RunTask belong to no service: AWS has no metrics of theirs either.</summary>
internal sealed class UsageSampler(ITaskRuntime runtime, UsageStore store, TimeProvider time) : RegionLoop
{
    private const double UnitsPerCpu = 1024, BytesPerMebibyte = 1024 * 1024;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<IRunningTask, EcsTask> _containers = new();
    private Dictionary<IRunningTask, (double CpuSeconds, long At)> _before = [];

    public void Watch(EcsTask task, IRunningTask container)
    {
        if (task.Service is null) return;
        _containers[container] = task;
        _ = container.Exited.ContinueWith(_ => _containers.TryRemove(container, out EcsTask? _), TaskScheduler.Default);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!_containers.IsEmpty) await SampleAsync();
                store.ForgetSilentOnes();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The region stops.
        }
    }

    private async Task SampleAsync()
    {
        // A copy: containers come and go while they are measured.
        var containers = _containers.ToDictionary();
        var usages = await runtime.MeasureAsync(containers.Keys);
        var now = time.GetTimestamp();
        foreach (var task in usages.GroupBy(usage => containers[usage.Key].Id))
        {
            // A share of a processor needs two looks at two times: a task's first second goes unmeasured, as its first minute often does on AWS.
            if (!task.All(usage => _before.TryGetValue(usage.Key, out var before) && before.At < now)) continue;
            Record(containers[task.First().Key], task.Sum(usage => Cores(usage.Key, usage.Value, now)), task.Sum(usage => usage.Value.MemoryBytes));
        }

        _before = usages.ToDictionary(usage => usage.Key, usage => (usage.Value.CpuSeconds, now));
    }

    private double Cores(IRunningTask container, ContainerUsage usage, long now)
    {
        var (cpu, at) = _before[container];
        return Math.Max(0, usage.CpuSeconds - cpu) / time.GetElapsedTime(at, now).TotalSeconds;
    }

    private void Record(EcsTask task, double cores, long memoryBytes)
    {
        var (units, mebibytes) = (Number(task.TaskDefinition.Cpu), Number(task.TaskDefinition.Memory));
        store.Of(task.Service!).Record(cores * UnitsPerCpu / units * 100, memoryBytes / BytesPerMebibyte / mebibytes * 100);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
