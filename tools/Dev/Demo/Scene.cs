using System.Text.Json.Nodes;
using Publican.Dev.Load;
using Publican.Stack;

namespace Publican.Dev.Demo;

/// <summary>What every scenario can use: the stack, the load, the timeline, and questions about them.</summary>
internal sealed class Scene(LocalStack stack, LoadGenerator load, Timeline timeline, DemoOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public LocalStack Stack => stack;

    public LoadGenerator Load => load;

    public Timeline Timeline => timeline;

    public DemoOptions Options => options;

    /// <summary>When the scenario that runs now began.</summary>
    public DateTimeOffset From { get; private set; } = load.Started;

    /// <summary>Mutating calls that one good release took; known after the first.</summary>
    public int CallsOfARelease { get; set; }

    public async Task CommitAsync(string tag)
    {
        var commit = await stack.Desired.SetImageAsync(tag);
        timeline.Say("git", $"push {commit[..8]}: image beer-api:{tag}");
    }

    public Task<JsonNode> UntilAsync(string what, Func<JsonNode, bool> fact) => stack.StatusWhenAsync(what, Seen(fact), Patience);

    public Func<JsonNode, bool> Seen(Func<JsonNode, bool> fact) => status =>
    {
        timeline.Observe(status);
        return fact(status);
    };

    /// <summary>Commits an image and waits until it is stable and the other colour is gone.</summary>
    public async Task ReleaseAsync(string tag)
    {
        await CommitAsync(tag);
        await UntilReleasedAsync(tag);
    }

    public Task<JsonNode> UntilReleasedAsync(string tag) => UntilAsync($"{tag} is released", Facts.Released(tag));

    public Task<JsonNode> UntilTakenBackAsync(string tag) => UntilAsync($"{tag} is taken back", Facts.TakenBack(tag));

    /// <summary>Tag of the image that is proven now: what a bad release must leave alone.</summary>
    public async Task<string> GoodTagAsync() => Facts.Stable((await stack.StatusAsync())!)!.Split(':')[1];

    /// <summary>The requests of the scenario that ends now, each with its answer. The next scenario begins where this one ends.</summary>
    public async Task<IReadOnlyList<Sent>> CloseAsync()
    {
        var until = DateTimeOffset.UtcNow;
        await load.SettleAsync();
        var (from, sent) = (From, load.Sent);
        From = until;
        return [.. sent.Where(request => request.At >= from && request.At < until)];
    }

    /// <summary>Target group of the side that is not stable now.</summary>
    public Task<string> CandidateGroupAsync() => stack.CandidateGroupAsync();

    /// <summary>A person changes the candidate's weight, the rest going to stable.</summary>
    public async Task MoveByHandAsync(string candidateGroup, int weight)
    {
        await stack.Hands.GiveAsync(candidateGroup, weight);
        timeline.Say("person", $"gives the other colour {weight}% by hand");
    }

    /// <summary>Calls of the reconciler in the scenario that runs now.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReconcilerCallsAsync() =>
        [.. (await stack.Cloud.CallsAsync()).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey && (DateTimeOffset)call["start"]! >= From)];

    public async Task<TrafficWindow> WindowAsync(string candidateGroup) =>
        TrafficWindow.Of(await stack.Cloud.TrafficAsync(), (await stack.Hands.ProductionRuleAsync()).RuleArn, candidateGroup, From);
}
