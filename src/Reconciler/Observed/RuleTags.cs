using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>
/// Tags of listener rules, twenty rules a call. A rule gets its tags when it is created, so they are kept for a while:
/// all of ELB's reads share one small bucket of the account, and a write checks them afresh.
/// </summary>
internal sealed class RuleTags(AwsClients aws, TimeProvider clock)
{
    private const int Batch = 20;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    private sealed record Known(ImmutableSortedDictionary<string, string> Tags, DateTimeOffset FirstReadAt, DateTimeOffset ReadAt);

    /// <summary>Tags by rule; empty where a rule has none.</summary>
    public async Task<IReadOnlyDictionary<string, ImmutableSortedDictionary<string, string>>> ReadAsync(IReadOnlyCollection<string> ruleArns, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var chunk in ruleArns.Where(arn => !IsKept(arn, now)).Chunk(Batch))
        {
            var page = await aws.LoadBalancing.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [.. chunk] }, cancel);
            var read = (page.TagDescriptions ?? []).ToDictionary(description => description.ResourceArn, description => description.Tags ?? []);
            foreach (var arn in chunk)
            {
                var tags = read.GetValueOrDefault(arn, []).ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
                _known[arn] = new Known(tags, _known.GetValueOrDefault(arn)?.FirstReadAt ?? now, now);
            }
        }

        foreach (var gone in _known.Where(known => now - known.Value.ReadAt > 2 * Kept).Select(known => known.Key).ToList())
            _known.Remove(gone);
        return ruleArns.ToDictionary(arn => arn, arn => _known[arn].Tags);
    }

    // AWS is eventually consistent: a rule of ours may show without its tags at first. A stranger's is believed only when it stays one.
    private bool IsKept(string arn, DateTimeOffset now) =>
        _known.TryGetValue(arn, out var known)
        && now - known.ReadAt < Kept
        && (known.Tags.ContainsKey(OwnerTags.Service) || now - known.FirstReadAt >= Kept);
}
