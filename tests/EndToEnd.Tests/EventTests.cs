using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Publican.EndToEnd.Support;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>A stack that sweeps once an hour: what is seen within seconds, an event has told.</summary>
public sealed partial class EventTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-events-").FullName;
    private LocalStack _stack = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _stack = await LocalStack.StartAsync(new StackOptions(_folder, Edit: async desired =>
        {
            await ShortRollouts.EditAsync(desired);
            await File.WriteAllTextAsync(desired.EnvironmentFile, SweepPattern().Replace(await File.ReadAllTextAsync(desired.EnvironmentFile), "sweep: 1h"));
        }));
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _stack.Cloud.Endpoint };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stack.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_happens_is_looked_at_long_before_the_sweep_and_without_a_queue_everything_goes_on()
    {
        await _stack.StatusWhenAsync("the first release is over", status => (string?)status["phase"] == "Steady" && Running(status) == 2, Patience);

        // The more often it dies, the longer ECS waits with a replacement, and the surer a look falls between the two.
        var asked = 0;
        await Wait.UntilAsync("a killed task is missed", async () =>
        {
            var status = await _stack.StatusAsync();
            if (Running(status) == 2 && asked++ % 40 == 0)
                await FaultAsync(new { kind = "crash-task", service = $"{LocalStack.Service}-{(string?)status!["stable"]!["colour"]}" });
            return Running(status) == 1;
        }, Patience, _stack.Describe);
        await _stack.StatusWhenAsync("its replacement is seen", status => Running(status) == 2, Patience);
        Assert.True((long)(await EventsAsync())["received"]! > 0);

        Assert.Equal(0, (await PublicanCommand.RunAsync(_stack.Reconciler.Status, ["suspend", LocalStack.Service])).ExitCode);
        await _stack.StatusWhenAsync("a wish is heard", status => Facts.Condition(status, "Paused"), Patience);
        Assert.Equal(0, (await PublicanCommand.RunAsync(_stack.Reconciler.Status, ["resume", LocalStack.Service])).ExitCode);
        await _stack.StatusWhenAsync("it is taken back", status => !Facts.Condition(status, "Paused"), Patience);

        var revision = (string?)(await _stack.StatusAsync())!["desiredRevision"];
        await _stack.Hands.Parameters.PutParameterAsync(
            new PutParameterRequest { Name = "/publican/local/beer-api/database-url", Value = _stack.DatabaseUrl, Type = ParameterType.SecureString, Overwrite = true }, TestContext.Current.CancellationToken);
        await _stack.StatusWhenAsync("a new version of a secret is a new revision", status => (string?)status["desiredRevision"] != revision, Patience);

        // What is no event is deleted; and a reader that was waiting comes back to a queue that cannot be read.
        using var sqs = new AmazonSQSClient("a-person", "local", new AmazonSQSConfig { ServiceURL = _stack.Cloud.Endpoint.ToString(), AuthenticationRegion = Hands.Region });
        await SendAsync(sqs, "no event");
        await Wait.UntilAsync("what is no event is counted", async () => (long)(await EventsAsync())["ignored"]! == 1, Patience, _stack.Describe);
        await FaultAsync(new { kind = "error", action = "sqs:ReceiveMessage", code = "QueueDoesNotExist", status = 400 });
        await SendAsync(sqs, "wakes the reader");
        await Wait.UntilAsync("the status says that the queue cannot be read", async () => ((string?)(await EventsAsync())["error"])?.StartsWith("QueueDoesNotExist", StringComparison.Ordinal) == true, Patience, _stack.Describe);
        await _stack.Desired.SetImageAsync("1.1.0");
        await _stack.StatusWhenAsync("a release needs no events", Facts.Released("1.1.0"), Patience);
        await _stack.Cloud.ClearFaultsAsync();
        await Wait.UntilAsync("it is read again", async () => (await EventsAsync()) is { } events && events["error"] is null && (bool)events["reading"]!, Patience, _stack.Describe);
    }

    private async Task<JsonNode> EventsAsync() => (await _stack.Reconciler.EnvironmentAsync())!["events"]!;

    private async Task SendAsync(AmazonSQSClient sqs, string body) => await sqs.SendMessageAsync(
        new SendMessageRequest { QueueUrl = _stack.Events, MessageBody = body }, TestContext.Current.CancellationToken);

    private async Task FaultAsync(object fault)
    {
        using var answer = await _http.PostAsJsonAsync("/_local/faults", fault, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static int? Running(JsonNode? status) => (int?)status?["stable"]?["running"];

    [GeneratedRegex("sweep: .*")]
    private static partial Regex SweepPattern();
}
