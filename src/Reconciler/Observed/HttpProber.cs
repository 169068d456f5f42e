using System.Collections.Immutable;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>
/// Asks a candidate through the preview rule, and the stable side through the production rule while that carries all traffic,
/// so that a sick dependency is not held against the candidate. Keeps the samples of one rollout of one service.
/// </summary>
public sealed class HttpProber(HttpClient http, TimeProvider clock)
{
    /// <summary>Enough for every hold and bake to be judged from its own samples.</summary>
    private const int Kept = 600;

    /// <summary>A candidate that takes longer to answer is as bad as one that does not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(string Path, bool OfCandidate), DateTimeOffset> _lastAsked = [];
    private ImmutableArray<HttpSample> _samples = [];
    private (string? PreviewArn, DateTimeOffset SeenAt) _rule;

    public ImmutableArray<HttpSample> Samples => _samples;

    /// <summary>An answer through the preview rule is the candidate's, from whichever node.</summary>
    public bool IsSettled { get; private set; }

    /// <param name="rule">Preview rule of the first route; null while there is none.</param>
    /// <param name="settle">Load balancer nodes learn of a new rule one by one: until then an answer may come from the other side.</param>
    /// <param name="stableServesAll">Production traffic reaches the stable side only.</param>
    public async Task ProbeAsync(IReadOnlyList<HttpCheckSpec> checks, Rule? rule, TimeSpan settle, bool stableServesAll, CancellationToken cancel)
    {
        if (rule is not { PreviewHeader: { } header, Origin: { } origin } preview)
        {
            Reset(null);
            return;
        }

        if (_rule.PreviewArn != preview.Arn)
            Reset(preview.Arn);
        IsSettled = clock.GetUtcNow() >= _rule.SeenAt + settle;
        if (!IsSettled)
            return;

        var due = checks
            .SelectMany(check => stableServesAll ? new[] { (check, true), (check, false) } : [(check, true)])
            .Where(probe => IsDue(probe.check, probe.Item2))
            .ToList();
        var samples = await Task.WhenAll(due.Select(probe => AskAsync(origin, probe.check, probe.Item2, header, cancel)));
        _samples = [.. _samples.Concat(samples).TakeLast(Kept)];
    }

    private bool IsDue(HttpCheckSpec check, bool ofCandidate)
    {
        var now = clock.GetUtcNow();
        if (_lastAsked.TryGetValue((check.Path, ofCandidate), out var last) && now < last + check.Every)
            return false;
        _lastAsked[(check.Path, ofCandidate)] = now;
        return true;
    }

    private async Task<HttpSample> AskAsync(Uri origin, HttpCheckSpec check, bool ofCandidate, string header, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(origin, check.Path));
        if (ofCandidate)
            request.Headers.Add(ListenerReader.PreviewHeader, header);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return new HttpSample(check.Path, ofCandidate, at, answer.IsSuccessStatusCode, $"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return new HttpSample(check.Path, ofCandidate, at, Good: false, error is TaskCanceledException ? "no answer in time" : error.Message);
        }
    }

    private void Reset(string? previewArn)
    {
        _rule = (previewArn, clock.GetUtcNow());
        IsSettled = false;
        _samples = [];
        _lastAsked.Clear();
    }
}
