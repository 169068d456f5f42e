using System.Globalization;

namespace Publican.Desired;

/// <summary>The pairs of CPU and memory that Fargate runs (ECS developer guide, "Task CPU and memory"). A local task takes any.</summary>
internal static class FargateSizes
{
    private const int GiB = 1024;

    private static readonly Dictionary<int, int[]> Memory = new()
    {
        [256] = [512, 1 * GiB, 2 * GiB],
        [512] = Range(1 * GiB, 4 * GiB, GiB),
        [1024] = Range(2 * GiB, 8 * GiB, GiB),
        [2048] = Range(4 * GiB, 16 * GiB, GiB),
        [4096] = Range(8 * GiB, 30 * GiB, GiB),
        [8192] = Range(16 * GiB, 60 * GiB, 4 * GiB),
        [16384] = Range(32 * GiB, 120 * GiB, 8 * GiB),
    };

    /// <returns>What is wrong with the CPU units, or null.</returns>
    public static string? CpuProblem(int cpu) => Memory.ContainsKey(cpu)
        ? null
        : $"Fargate has no tasks of {Text(cpu)} CPU units; choose {string.Join(", ", Memory.Keys.Select(Text))}";

    /// <returns>What is wrong with the memory in MiB, or null.</returns>
    public static string? MemoryProblem(int cpu, int memory) => Memory[cpu].Contains(memory)
        ? null
        : $"Fargate has no tasks of {Text(cpu)} CPU units with {Text(memory)} MiB; choose {string.Join(", ", Memory[cpu].Select(Text))}";

    private static int[] Range(int from, int to, int step) => [.. Enumerable.Range(0, ((to - from) / step) + 1).Select(i => from + (i * step))];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
