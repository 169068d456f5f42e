using Publican.Desired;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Faults.Oracles;

/// <summary>What the oracles know beyond one look: since when things have been as they are, and what people wanted.</summary>
internal sealed class Facts(Scene scene, Fault fault, Truth first)
{
    public static readonly TimeSpan ReadLag = TimeSpan.FromSeconds(4), Drain = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Colour, DateTimeOffset> _withoutTrafficSince = new() { [Colour.Blue] = DateTimeOffset.MinValue, [Colour.Green] = DateTimeOffset.MinValue };
    private readonly HashSet<string> _proven = [], _neighbours = new(StringComparer.Ordinal);
    private DateTimeOffset? _sickSince, _unreadySince;

    public Scene Scene => scene;

    public Fault Fault => fault;

    public RolloutSpec Rollout => scene.Desired.Services.Single(service => service.Name == Stage.App).Rollout;

    public Truth Last { get; private set; } = first;

    /// <summary>Since when the candidate's weight has been what it is.</summary>
    public DateTimeOffset WeightSince { get; private set; } = first.At;

    public DateTimeOffset LifeStartedAt { get; set; } = first.At;

    /// <summary>Where two take turns: since when the present one leads. Nobody can act before.</summary>
    public DateTimeOffset LedSince { get; set; } = DateTimeOffset.MinValue;

    /// <summary>What the stable side ran when the attempt opened.</summary>
    public string? StableDefinition { get; private set; }

    public bool AreTwo => LedSince > DateTimeOffset.MinValue;

    /// <summary>Other workloads that stand or stood beside the service.</summary>
    public IReadOnlyCollection<string> Neighbours => _neighbours;

    /// <summary>What was stable once.</summary>
    public bool WasProven(string? revision) => revision is not null && _proven.Contains(revision);

    public DateTimeOffset WithoutTrafficSince(Colour colour) => _withoutTrafficSince[colour];

    /// <summary>Since when it has been plain that the candidate must lose its traffic; null while it is not.</summary>
    public DateTimeOffset? MustComeHomeSince(Truth truth)
    {
        if (truth.Weight == 0 || truth.Candidate is not { } candidate)
            return null;
        DateTimeOffset?[] reasons =
        [
            candidate.Image != scene.Wanted ? scene.WantedSince : null,
            scene.Intents.FirstOrDefault(intent => intent.Verb == Verb.Abort && intent.Revision == candidate.Revision)?.At,
            _sickSince,
            !truth.IsOpen ? scene.ByHand?.At : null,
        ];
        return reasons.Min() is { } since ? new[] { since, WeightSince, LedSince }.Max() : null;
    }

    /// <summary>Since when the candidate has had traffic and failed its HTTP check, as far as the present leader could have seen it. It takes samples to tell.</summary>
    public DateTimeOffset? UnreadySince => _unreadySince is { } since ? new[] { since, LifeStartedAt, LedSince }.Max() : null;

    /// <summary>To be told of every look at the truth, in order.</summary>
    public void Learn(Truth truth)
    {
        _neighbours.UnionWith(scene.Desired.Workloads.Select(workload => workload.Spec.Name).Where(name => name != Stage.App));
        if (truth.Weight != Last.Weight || truth.S != Last.S)
            WeightSince = truth.At;
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (truth.WeightOf(colour) > 0)
                _withoutTrafficSince[colour] = truth.At;
        }

        if (truth.Record.Attempt is null)
            StableDefinition = null;
        else
            StableDefinition ??= truth.Stable?.DefinitionArn;
        if (truth.Stable?.Revision is { } proven)
            _proven.Add(proven);
        var isSick = truth.Weight > 0 && truth.Candidate is { } candidate && candidate.Healthy < Math.Max(1, Math.Ceiling(Steps.Capacity(Rollout, truth.Weight) * truth.Capacity / 100));
        _sickSince = isSick ? _sickSince ?? truth.At : null;
        var isUnready = truth is { Weight: > 0, Candidate.Image: { } image } && Behaviour.Of(image).IsUnready(truth.Weight) && !scene.IsCured(image);
        _unreadySince = isUnready ? _unreadySince ?? truth.At : null;
        Last = truth;
    }
}
