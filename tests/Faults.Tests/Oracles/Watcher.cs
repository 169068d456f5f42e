using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults.Oracles;

/// <summary>Sees every changing call and every moment of a run, judges by the truth, and writes down what the contract forbids.</summary>
internal sealed class Watcher : IWatcher
{
    private static readonly string[] Counted = ["CreateTargetGroup", "CreateRule", "DeleteRule", "CreateService", "RegisterTaskDefinition", "RunTask", "StopTask"];
    private readonly List<string> _violations = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Stage _stage;
    private readonly Facts _facts;
    private readonly CareOracle _care;
    private readonly IReadOnlyList<IOracle> _oracles;
    private readonly DateTimeOffset _began;

    public Watcher(Stage stage, Scene scene, Fault fault)
    {
        (_stage, _began) = (stage, stage.Now);
        _facts = new Facts(scene, fault, stage.Look());
        _care = new CareOracle(_facts, Report);
        _oracles =
        [
            new TrafficOracle(_facts, Report), new CapacityOracle(_facts, Report), new OwnershipOracle(stage, _facts, Report), _care, new StatusOracle(Report), new ScalingOracle(_facts, Report),
            new FreezeOracle(_facts, Report), new OrderOracle(stage, _facts, Report),
        ];
    }

    public IReadOnlyList<string> Violations => _violations;

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public void Wrote(Write write)
    {
        if (write.IsAccepted && Counted.Contains(write.Call.Action))
        {
            // Names made from the time of a wish differ from run to run.
            var title = EndState.Timeless(write.Call.Title);
            _counts[title] = _counts.GetValueOrDefault(title) + 1;
        }

        foreach (var oracle in _oracles)
            oracle.Wrote(write);
        _facts.Learn(write.After);
    }

    public void Read(Call call) => _care.Read(call, _stage.Now);

    public void Look(Play play) => Look(play.Life);

    /// <param name="ledSince">Where two take turns: since when this one leads.</param>
    /// <param name="quiet">How long calls of the one before may still have been under way then.</param>
    public void Look(Life life, DateTimeOffset? ledSince = null, TimeSpan quiet = default)
    {
        var truth = _stage.Look();
        (_facts.LifeStartedAt, _facts.LedSince) = ((ledSince ?? life.StartedAt) + quiet, ledSince ?? DateTimeOffset.MinValue);
        _facts.Learn(truth);
        foreach (var oracle in _oracles)
            oracle.Saw(truth, life);
    }

    /// <param name="calls">What was sent after the end.</param>
    public void Quiet(IEnumerable<Call> calls)
    {
        foreach (var call in calls.Where(call => call.Mutating))
            Report("L1", $"at rest, and yet {call.Title}");
    }

    /// <param name="status">As operators read it.</param>
    public void Reads(string status)
    {
        if (status.Contains(Stage.Secret, StringComparison.Ordinal))
            Report("I28", "the status shows a secret");
    }

    /// <summary>Each finding once: the same thing is wrong at every moment until it is not.</summary>
    public void Report(string invariant, string what)
    {
        if (_violations.Count < 20 && _told.Add($"{invariant}{what[..Math.Min(20, what.Length)]}"))
            _violations.Add($"{(_stage.Now - _began).TotalSeconds:0.0} s {invariant}: {what}");
    }
}
