using LocalCloud.InMemory;

namespace Publican.Faults.Region;

/// <summary>How an image of the stage behaves; its tag says so. The part after the dot only makes revisions differ: <c>good.2</c>.</summary>
/// <param name="At">Weight of the candidate from which it is sick.</param>
internal sealed record Behaviour(string Kind, int At)
{
    public static Behaviour Good { get; } = new("good", 0);

    public bool JobFails => Kind == "bad-job";

    /// <summary>Fails its HTTP check; the load balancer still calls it healthy.</summary>
    public bool IsUnready(int weight) => Kind == "unready" && weight >= At;

    public bool IsUnhealthy(int weight) => Kind == "unhealthy" && weight >= At;

    /// <summary>Ends by itself, again and again.</summary>
    public bool Exits(int weight) => Kind == "exits" && weight >= At;

    /// <summary>How long a one-off task takes: <c>long-at-90</c> takes 90 s.</summary>
    public TimeSpan JobLasts => Kind == "long" ? TimeSpan.FromSeconds(At) : TimeSpan.FromMilliseconds(300);

    public InMemoryImage Image => Kind switch
    {
        "never-healthy" => new InMemoryImage { Health = null },
        "absent" => new InMemoryImage { IsInRegistry = false },
        "crash" => new InMemoryImage { Health = null, EndsAfter = TimeSpan.FromMilliseconds(300), ExitCode = 1 },
        "crash-late" => new InMemoryImage { EndsAfter = TimeSpan.FromSeconds(6), ExitCode = 1 },
        "arm64" => new InMemoryImage { Architecture = "arm64" },
        _ => new InMemoryImage(),
    };

    /// <param name="image"><c>web:unready-at-10.3</c></param>
    public static Behaviour Of(string image)
    {
        var kind = image.Split(':', '@')[1].Split('.')[0];
        return kind.Split("-at-") is [var what, var weight]
            ? new Behaviour(what, int.Parse(weight, System.Globalization.CultureInfo.InvariantCulture))
            : new Behaviour(kind, 0);
    }
}
