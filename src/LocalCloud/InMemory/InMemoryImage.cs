namespace LocalCloud.InMemory;

/// <summary>How containers of an image behave that only pretend to run.</summary>
public sealed record InMemoryImage
{
    /// <summary>Status its health check path answers with; null when nobody listens.</summary>
    public int? Health { get; init; } = 200;

    /// <summary>When it ends by itself, after its start; null for never.</summary>
    public TimeSpan? EndsAfter { get; init; }

    /// <summary>Exit code when it ends by itself.</summary>
    public int ExitCode { get; init; }

    /// <summary>Exit code of its container health check.</summary>
    public int HealthCheck { get; init; }

    /// <summary>Processors it keeps busy.</summary>
    public double Cores { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Ends at SIGTERM with 143; else only SIGKILL helps.</summary>
    public bool ObeysSigTerm { get; init; } = true;

    /// <summary>False when the registry knows nothing of it.</summary>
    public bool IsInRegistry { get; init; } = true;

    /// <summary>amd64 or arm64: the processor it says it was built for.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>Why it cannot be started, in ECS's words; null when it can.</summary>
    public string? StartFailure { get; init; }
}
