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

    /// <param name="preview">Preview rule of the first route; null while there is none.</param>
    /// <param name="production">Where the stable side is asked; null while production traffic does not reach it alone.</param>
    /// <param name="settle">Load balancer nodes learn of a new rule one by one: until then an answer may come from the other side.</param>
    public async Task ProbeAsync(IReadOnlyList<HttpCheckSpec> checks, Rule? preview, Rule? production, TimeSpan settle, CancellationToken cancel)
    {
        if (preview is not { Origin: not null })
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
            .SelectMany(check => production is { Origin: not null } ? new[] { (Check: check, Rule: preview), (Check: check, Rule: production) } : [(Check: check, Rule: preview)])
            .Where(probe => IsDue(probe.Check, ofCandidate: probe.Rule == preview))
            .ToList();
        var samples = await Task.WhenAll(due.Select(probe => AskAsync(probe.Rule, probe.Check, ofCandidate: probe.Rule == preview, cancel)));
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

    private async Task<HttpSample> AskAsync(Rule rule, HttpCheckSpec check, bool ofCandidate, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        using var patience = new CancellationTokenSource(Patience, clock);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rule.Origin!, check.Path));
        if (rule.PreviewHeader is { } header)
            request.Headers.Add(ListenerReader.PreviewHeader, header);

        // Also the name that a TLS certificate is held against.
        if (rule.Hosts is [var host, ..])
            request.Headers.Host = HostPattern.Example(host);
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
