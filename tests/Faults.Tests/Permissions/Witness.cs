using Publican.Faults.Region;
using Publican.Faults.Runs;

namespace Publican.Faults.Permissions;

/// <summary>Hears of every call before it is carried out, in all runs that a test begins after it came.</summary>
internal static class Witness
{
    private static readonly AsyncLocal<Action<Stage, Call>?> Local = new();

    public static Action<Stage, Call>? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }
}
