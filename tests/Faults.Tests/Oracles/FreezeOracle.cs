using Publican.Faults.Region;
using Publican.Faults.Runs;

namespace Publican.Faults.Oracles;

/// <summary>I21: in a freeze no attempt is opened and, as the windows here are without overrun, no weight rises.</summary>
internal sealed class FreezeOracle(Facts facts, Action<string, string> report) : IOracle
{
    public void Wrote(Write write)
    {
        // A call that is carried out late was made before.
        if (write.IsLate || facts.Scene.Manifest.Freeze is not { } freeze || write.Before.At < freeze.From || write.Before.At >= freeze.To)
            return;
        if (write.Before.Record.Attempt is null && write.After.Record.Attempt is not null)
            report("I21", $"{write.Call.Title} opens an attempt in a freeze");
        if (write.Before.S == write.After.S && write.After.Weight > write.Before.Weight)
            report("I21", $"{write.Call.Title} raises the weight from {write.Before.Weight}% to {write.After.Weight}% in a freeze");
    }

    public void Saw(Truth truth, Life life)
    {
    }
}
