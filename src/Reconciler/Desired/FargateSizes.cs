namespace Publican.Desired;

/// <summary>CPU and memory that Fargate runs together (ECS developer guide, "Task CPU and memory").</summary>
internal static class FargateSizes
{
    private static readonly Dictionary<int, (int Least, int Most, int Step)> Memory = new()
    {
        [256] = (512, 2048, 512),
        [512] = (1024, 4096, 1024),
        [1024] = (2048, 8192, 1024),
        [2048] = (4096, 16384, 1024),
        [4096] = (8192, 30720, 1024),
        [8192] = (16384, 61440, 4096),
        [16384] = (32768, 122880, 8192),
    };

    public static string? Problem(int cpu, int memory)
    {
        if (!Memory.TryGetValue(cpu, out var range))
            return $"Fargate has no size of {cpu} CPU units; use one of {string.Join(", ", Memory.Keys)}";

        // The smallest size takes 512, 1024 and 2048 only.
        var fits = memory >= range.Least && memory <= range.Most && (memory - range.Least) % range.Step == 0 && !(cpu == 256 && memory == 1536);
        return fits ? null : $"Fargate runs {cpu} CPU units with {range.Least} to {range.Most} MiB in steps of {range.Step}, not with {memory}";
    }
}
