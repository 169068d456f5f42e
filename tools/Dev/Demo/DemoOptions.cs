using System.Globalization;

namespace Publican.Dev.Demo;

/// <param name="Report">Where the JSON report goes; null for none.</param>
/// <param name="KillAt">Which mutating call of the rollout the reconciler does not survive; null lets the seed choose.</param>
internal sealed record DemoOptions(string? Report, int Seed, int? KillAt)
{
    public static DemoOptions Parse(string[] args)
    {
        var options = new DemoOptions(null, 1, null);
        for (var index = 0; index < args.Length; index += 2)
        {
            var value = index + 1 < args.Length ? args[index + 1] : throw new UsageException($"{args[index]} needs a value");
            options = args[index] switch
            {
                "--report" => options with { Report = Path.GetFullPath(value) },
                "--seed" => options with { Seed = Whole(args[index], value) },
                "--kill-at" => options with { KillAt = Whole(args[index], value) },
                var unknown => throw new UsageException($"demo does not know '{unknown}'; it knows --report FILE, --seed N, --kill-at N"),
            };
        }

        return options;
    }

    private static int Whole(string option, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new UsageException($"{option} takes a whole number from 1, not '{text}'");
}
