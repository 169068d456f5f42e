using System.Security.Cryptography;
using System.Text;

namespace Publican.Observed;

/// <summary>What a service's resources are called. Target group names are unique per account and region and at most 32 characters.</summary>
/// <param name="Single">Strategy rolling: one ECS service with the service's own name, in the place of blue.</param>
public sealed record Names(string Environment, string Cluster, string Service, bool Single = false)
{
    /// <summary>Name of an ECS service that others made; null where it has the service's own.</summary>
    public string? Adopted { get; init; }

    /// <summary>Production rules stand behind every preview rule: this plus the route's priority.</summary>
    public const int ProductionPriority = 25000;

    public string EcsService(Colour colour) => Single ? Adopted ?? Service : $"{Service}-{colour.Word()}";

    /// <summary>The names under the other strategy.</summary>
    public Names OtherShape => this with { Single = !Single };

    /// <summary>In the order of their colours.</summary>
    public IReadOnlyList<string> EcsServices => Single ? [EcsService(Colour.Blue)] : [EcsService(Colour.Blue), EcsService(Colour.Green)];

    /// <summary>As Application Auto Scaling calls an ECS service.</summary>
    public string Scalable(Colour colour) => $"service/{Cluster[(Cluster.LastIndexOf('/') + 1)..]}/{EcsService(colour)}";

    public string Family => $"{Environment}-{Service}";

    public string TargetGroup(Colour colour) => $"{Service}-{colour.Word()}-{Fingerprint}";

    private string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment}/{Cluster}/{Service}")))[..8];
}
