using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Routes;

/// <summary>
/// Sees every rule of the service after every changing call and at every moment: a step is written rule by rule and no rule is left behind;
/// once one rule has gone home nothing is written before all have.
/// </summary>
internal sealed class RulesWatcher
{
    /// <summary>A step is half written only while its calls are under way: reads are fresh here, so each follows at once.</summary>
    private static readonly TimeSpan LongestUneven = TimeSpan.FromSeconds(1);

    private readonly Stage _stage;
    private readonly int[] _steps;
    private readonly List<string> _violations = [];
    private DateTimeOffset? _unevenSince;
    private IReadOnlyList<int> _before = [];
    private bool _goesHome;

    public RulesWatcher(Stage stage, Rehearsal run, params int[] steps)
    {
        (_stage, _steps) = (stage, [0, .. steps, 100]);
        _before = Weights();
        run.Wrote = Wrote;
        run.Looked = Looked;
    }

    /// <summary>What the rules gave the candidate after each write to one of them.</summary>
    public List<string> Story { get; } = [];

    public IReadOnlyList<string> Violations => _violations;

    /// <summary>The candidate's weight on each rule.</summary>
    private List<int> Weights()
    {
        var candidate = _stage.Look().Candidate?.GroupArn;
        return [.. Listeners.RulesOf(_stage).Select(rule => rule.Groups.FirstOrDefault(group => group.TargetGroupArn == candidate)?.Weight ?? 0)];
    }

    private void Wrote(Write write)
    {
        var (before, after) = (_before, Weights());
        _before = after;
        if (before.Count != after.Count || write.Before.S != write.After.S)
            return;
        if (_goesHome && write.Call.Action != "ModifyRule")
            _violations.Add($"{write.Call.Title} while rules were on their way home: {string.Join('/', after)}");
        if (write.Call.Action != "ModifyRule")
            return;
        Story.Add(string.Join('/', after));
        var fell = before.Zip(after).Any(pair => pair.Second < pair.First);
        if (fell && before.Zip(after).Single(pair => pair.First != pair.Second) is var (from, to) && (to != 0 || from != before.Max()))
            _violations.Add($"{string.Join('/', before)} became {string.Join('/', after)}: not the worst rule home");
        if (!fell && _goesHome)
            _violations.Add($"{string.Join('/', after)} after a way home was begun");
        if (!fell && (!after.SequenceEqual(after.OrderDescending()) || IsApart(after)))
            _violations.Add($"{string.Join('/', before)} became {string.Join('/', after)}: a rule is behind");
        _goesHome = (fell || _goesHome) && after.Max() > 0;
    }

    /// <summary>Two rules may stand at neighbouring steps only.</summary>
    private bool IsApart(List<int> weights) => Array.IndexOf(_steps, weights.Max()) - Array.IndexOf(_steps, weights.Min()) > 1;

    private void Looked()
    {
        _unevenSince = Weights().Distinct().Count() < 2 ? null : _unevenSince ?? _stage.Now;
        if (_unevenSince is { } since && _stage.Now - since > LongestUneven)
            _violations.Add($"{string.Join('/', Weights())} for {(_stage.Now - since).TotalSeconds:0.0} s");
    }
}
