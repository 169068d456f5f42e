using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>Two reconcilers with one lease; SIGSTOP and SIGCONT for the one that leads. A lease lasts 30 s, so this takes a minute and a half.</summary>
public sealed class TwoReconcilersTests(ITestOutputHelper output)
{
    private const string Standby = "publican-standby";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    [Trait("Length", "long")]
    public async Task A_leader_stopped_in_mid_rollout_is_followed_and_stands_by_when_it_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("publican-two-").FullName;
        try
        {
            await using var stack = await LocalStack.StartAsync(new StackOptions(folder, Edit: ShortRollouts.EditAsync, Lease: true));
            await using var standby = await stack.StartSecondAsync(Standby);
            var leader = stack.Reconciler;
            await UntilAsync(leader, "the first release is over", status => (string?)status["phase"] == "Steady" && Leading(status) == "True");
            await UntilAsync(standby, "the standby follows", status => (string?)status["phase"] == "HandsOff" && Leading(status) == "False");
            Assert.DoesNotContain(await stack.Cloud.CallsAsync(), call => (string?)call["caller"] == Standby && (bool)call["mutating"]!);

            await stack.Desired.SetImageAsync("1.1.0");
            await UntilAsync(leader, "the new version has traffic", status => (string?)status["phase"] == "Step");
            leader.Freeze();
            var before = await stack.Cloud.LastCallAsync();
            await Wait.UntilAsync("the standby leads", async () => (string?)(await standby.EnvironmentAsync())?["lease"]?["standing"] == "Leads", Patience, () => standby.Output);

            leader.Thaw();
            await Wait.UntilAsync("the old leader follows", async () => (string?)(await leader.EnvironmentAsync())?["lease"]?["standing"] == "Follows", Patience, () => leader.Output);
            var released = await UntilAsync(standby, "the standby finishes the release", status =>
                (string?)status["outcome"] == "Released" && (string?)status["phase"] == "Steady" && (string?)status["stable"]?["image"] == "beer-api:1.1.0");
            Assert.Equal("True", Leading(released));

            var late = (await stack.Cloud.CallsAsync(before)).Where(call => (bool)call["mutating"]!).ToLookup(call => (string?)call["caller"], call => (string?)call["action"]);
            output.WriteLine($"after SIGSTOP: {string.Join(", ", late[ReconcilerProcess.AccessKey])} | {string.Join(", ", late[Standby])}");
            Assert.InRange(late[ReconcilerProcess.AccessKey].Count(), 0, 1);
            Assert.NotEmpty(late[Standby]);
            await UntilAsync(leader, "the old leader reports", status => (string?)status["phase"] == "HandsOff" && Leading(status) == "False");
            Assert.Equal("1.1.0", await stack.VersionAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Leading(JsonNode status) =>
        (string?)status["conditions"]!.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == "Leading")?["status"];

    private static async Task<JsonNode> UntilAsync(ReconcilerProcess reconciler, string what, Func<JsonNode, bool> fact)
    {
        JsonNode? status = null;
        await Wait.UntilAsync(what, async () => (status = await reconciler.ServiceAsync(LocalStack.Service)) is { } known && fact(known), Patience, () => $"{status?["phase"]} {status?["conditions"]}\n{reconciler.Output}");
        return status!;
    }
}
