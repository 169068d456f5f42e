using Publican.Faults.Region;
using Publican.Faults.Runs;

namespace Publican.Faults.Oracles;

/// <summary>No rollout begins before what the service depends on is released as the files say.</summary>
internal sealed class OrderOracle(Stage stage, Facts facts, Action<string, string> report) : IOracle
{
    public void Wrote(Write write)
    {
        if (write.Before.Record.Attempt is not null || write.After.Record.Attempt is null)
            return;
        foreach (var service in facts.Scene.Desired.Services.Single(service => service.Name == Stage.App).DependsOn.Where(service => !stage.IsProven(service)))
            report("I25", $"{write.Call.Title} began a rollout before {service} was released");
    }

    public void Saw(Truth truth, Life life)
    {
    }
}
