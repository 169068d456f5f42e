using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>
/// Tags of listener rules, twenty rules a call, of whatever listeners they are. A rule gets its tags when it is created, so they are kept for a while:
/// all of ELB's reads share one small bucket of the account, and a write checks them afresh.
/// </summary>
internal sealed class RuleTags(AwsClients aws, TimeProvider clock)
{
    private const int Batch = 20;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    private sealed record Known(ImmutableSortedDictionary<string, string> Tags, DateTimeOffset FirstReadAt, DateTimeOffset ReadAt);

    /// <summary>Tags by rule, empty where a rule has none, or why they could not be read.</summary>
    public async Task<IReadOnlyDictionary<string, Fact<ImmutableSortedDictionary<string, string>>>> ReadAsync(IReadOnlyCollection<string> ruleArns, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var facts = new Dictionary<string, Fact<ImmutableSortedDictionary<string, string>>>(StringComparer.Ordinal);
        foreach (var arn in ruleArns)
        {
            if (_known.TryGetValue(arn, out var known) && IsKept(known, now))
                facts[arn] = Fact<ImmutableSortedDictionary<string, string>>.Of(known.Tags, known.ReadAt);
        }

        foreach (var chunk in ruleArns.Where(arn => !facts.ContainsKey(arn)).Chunk(Batch))
        {
            var read = await Reading.TryAsync(clock, "DescribeTags", () => DescribeAsync(chunk, cancel), cancel);
            foreach (var arn in chunk)
            {
                if (!read.Known)
                {
                    facts[arn] = Fact<ImmutableSortedDictionary<string, string>>.Failed(read.Error!, read.At);
                    continue;
                }

                var tags = read.Value!.GetValueOrDefault(arn, ImmutableSortedDictionary<string, string>.Empty);
                _known[arn] = new Known(tags, _known.TryGetValue(arn, out var before) ? before.FirstReadAt : now, now);
                facts[arn] = Fact<ImmutableSortedDictionary<string, string>>.Of(tags, read.At);
            }
        }

        foreach (var gone in _known.Where(known => now - known.Value.ReadAt > 2 * Kept).Select(known => known.Key).ToList())
            _known.TryRemove(gone, out _);
        return facts;
    }

    private async Task<Dictionary<string, ImmutableSortedDictionary<string, string>>> DescribeAsync(string[] ruleArns, CancellationToken cancel)
    {
        var page = await aws.LoadBalancing.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [.. ruleArns] }, cancel);
        return (page.TagDescriptions ?? []).ToDictionary(
            description => description.ResourceArn, description => (description.Tags ?? []).ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal));
    }

    // AWS is eventually consistent: a rule of ours may show without its tags at first. A stranger's is believed only when it stays one.
    private static bool IsKept(Known known, DateTimeOffset now) =>
        now - known.ReadAt < Kept && (known.Tags.ContainsKey(OwnerTags.Service) || now - known.FirstReadAt >= Kept);
}
