using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Faults.Oracles;

/// <summary>
/// The eyes of one of several reconcilers: no write that its own last reads forbid, whatever the others have done since, a call that was held
/// included. An answer shows the region as it was between the question and its arrival; a write is right if either end allows it.
/// </summary>
internal sealed partial class OwnReads(string name, Stage stage, Scenarios.Scene scene, IWatcher all, Action<string, string> report) : IWatcher
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly Dictionary<Call, Truth> _asked = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Seen> _health = new(StringComparer.Ordinal);
    private Seen? _services, _rules;

    /// <param name="Asked">The region when the question was sent.</param>
    /// <param name="Answered">When its answer had arrived.</param>
    private sealed record Seen(Truth Asked, Truth Answered)
    {
        public bool Shows(Func<Truth, bool> fact) => fact(Asked) || fact(Answered);
    }

    /// <summary>To be called right before each call.</summary>
    public void Sends(Call call) => _asked[call] = stage.Look();

    public void Read(Call call)
    {
        all.Read(call);
        if (!_asked.Remove(call, out var asked))
            return;
        var seen = new Seen(asked, stage.Look());
        switch (call.Action)
        {
            case "DescribeServices":
                _services = seen;
                break;
            case "DescribeRules":
                _rules = seen;
                break;
            case "DescribeTargetHealth":
                _health[$"{QueryHelpers.ParseQuery(call.Text)["TargetGroupArn"]}"] = seen;
                break;
        }
    }

    public void Wrote(Write write)
    {
        _asked.Remove(write.Call);
        switch (write.Call.Action)
        {
            case "ModifyRule" when WeightsOf(write.Call) is { Count: > 0 } weights:
                JudgeWeights(write, weights);
                break;
            case "UpdateService":
                JudgeService(write);
                break;
            case "TagResource" when TagOf(write.Call, ReleaseRecord.StableKey) is { } stable:
                JudgeCommit(write, stable);
                break;
        }

        all.Wrote(write);
    }

    private void JudgeWeights(Write write, Dictionary<string, int> weights)
    {
        Need(write, "I1", weights.Count == 2 && weights.Values.Sum() == 100, $"writes {string.Join(", ", weights)}");
        if (!Has(write, _rules, "the rules"))
            return;
        foreach (var (group, weight) in weights)
        {
            if (_rules!.Shows(truth => Given(truth, group) >= weight) || !Has(write, _health.GetValueOrDefault(group), $"the targets of {group}"))
                continue;
            Need(write, "I2", _health[group].Shows(truth => SideOf(truth, group) is { Healthy: > 0 }), $"gives {group} {weight}% and saw no healthy target");

            // Home is absolute; anything else is a step of an open attempt.
            if (_rules!.Shows(truth => truth.S is { } s && truth.Sides[s]?.GroupArn == group) || !Has(write, _services, "the services"))
                continue;
            Need(write, "I4", _services!.Shows(truth => truth.IsOpen && truth.Candidate?.GroupArn == group), $"gives {group} {weight}% and saw no open attempt for it");
            Need(write, "I4", _services!.Shows(truth => truth.Record.RetireAt is not null || truth.Stable?.Running >= truth.Capacity), $"gives {group} {weight}% and saw a stable side that is not complete");
            Need(write, "I6", _rules!.Shows(truth => weight is 100 || weight == Steps.After(scene.Desired.Services[0].Rollout, Given(truth, group))), $"gives {group} {weight}%, which is not the step after what it saw");
        }
    }

    private void JudgeService(Write write)
    {
        using var json = JsonDocument.Parse(write.Call.Body);
        var colour = json.RootElement.GetProperty("service").GetString()!.EndsWith("-blue", StringComparison.Ordinal) ? Colour.Blue : Colour.Green;
        var isStart = json.RootElement.TryGetProperty("taskDefinition", out _);
        if (!Has(write, _services, "the services") || !Has(write, _rules, "the rules"))
            return;
        var isLess = json.RootElement.TryGetProperty("desiredCount", out var count) && _services!.Shows(truth => truth.Sides[colour] is { } side && count.GetInt32() < side.Desired);
        if (isStart || (isLess && count.GetInt32() < scene.Manifest.Replicas))
            Need(write, "I5", _rules!.Shows(truth => truth.WeightOf(colour) == 0), $"changes {colour} and saw traffic on it");
        if (isStart || isLess)
            Need(write, "I4", _services!.Shows(truth => truth.Record.Attempt is null || truth.S != colour), $"changes {colour}, which is the stable side of an attempt it saw open");
    }

    private void JudgeCommit(Write write, string stable)
    {
        if (Colours.Parse(stable) is { } colour && Has(write, _rules, "the rules"))
            Need(write, "I13", _rules!.Shows(truth => truth.WeightOf(colour) == 100), $"calls {colour} stable and saw less than all traffic on it");
    }

    /// <summary>It looked, and not long ago. For a call that was held, that was long ago by then: the one thing a lease cannot prevent.</summary>
    private bool Has(Write write, Seen? seen, string what)
    {
        if (seen is not null && (write.IsLate || write.Before.At - seen.Answered.At <= Fresh))
            return true;
        Need(write, "I17", false, $"did not look at {what} before");
        return false;
    }

    private void Need(Write write, string invariant, bool holds, string what)
    {
        if (!holds)
            report(invariant, $"{name}: {write.Call.Title} {what}");
    }

    private static int Given(Truth truth, string group) => truth.Weights.FirstOrDefault(weighted => weighted.TargetGroupArn == group)?.Weight ?? 0;

    private static Side? SideOf(Truth truth, string group) => new[] { Colour.Blue, Colour.Green }.Select(colour => truth.Sides[colour]).FirstOrDefault(side => side?.GroupArn == group);

    private static string? TagOf(Call call, string key)
    {
        using var json = JsonDocument.Parse(call.Body);
        return json.RootElement.GetProperty("tags").EnumerateArray().Where(tag => tag.GetProperty("key").GetString() == key).Select(tag => tag.GetProperty("value").GetString()).FirstOrDefault();
    }

    private static Dictionary<string, int> WeightsOf(Call call)
    {
        var form = QueryHelpers.ParseQuery(call.Text);
        return form.Keys.Select(key => Member().Match(key)).Where(match => match.Success)
            .ToDictionary(match => $"{form[match.Value]}", match => int.Parse($"{form[$"{match.Groups[1].Value}.Weight"]}", System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^(.*TargetGroups\.member\.\d+)\.TargetGroupArn$")]
    private static partial Regex Member();
}
