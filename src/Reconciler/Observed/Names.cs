using System.Security.Cryptography;
using System.Text;

namespace Publican.Observed;

/// <summary>What a service's resources are called. Target group names are unique per account and region and at most 32 characters.</summary>
public sealed record Names(string Environment, string Cluster, string Service)
{
    /// <summary>Production rules stand behind every preview rule: this plus the route's priority.</summary>
    public const int ProductionPriority = 25000;

    public string EcsService(Colour colour) => $"{Service}-{colour.Word()}";

    public string Family => $"{Environment}-{Service}";

    public string TargetGroup(Colour colour) => $"{Service}-{colour.Word()}-{Fingerprint}";

    private string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment}/{Cluster}/{Service}")))[..8];
}
