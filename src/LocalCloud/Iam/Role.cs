using System.Collections.Immutable;

namespace LocalCloud.Iam;

/// <param name="Id">AROA and 17 letters and digits.</param>
/// <param name="TrustPolicy">JSON, as it was given.</param>
internal sealed record Role(string Name, string Path, string Id, string TrustPolicy, string? Description, int MaxSessionDuration, DateTimeOffset CreatedAt)
{
    public string Arn => $"arn:aws:iam::{LocalCloud.Arn.Account}:role{Path}{Name}";
}

/// <summary>Roles of the account. Nobody assumes them here; they are shown to those who look before they use one.</summary>
internal sealed class RoleStore
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, Role> _roles = ImmutableDictionary.Create<string, Role>(StringComparer.OrdinalIgnoreCase);

    public Role? Find(string name)
    {
        lock (_gate) return _roles.GetValueOrDefault(name);
    }

    /// <summary>False when the name is taken.</summary>
    public bool Add(Role role)
    {
        lock (_gate)
        {
            if (_roles.ContainsKey(role.Name)) return false;
            _roles = _roles.Add(role.Name, role);
            return true;
        }
    }
}
