using System.Text.Json.Nodes;
using LocalCloud.Sqs;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Sqs;

/// <summary>SQS as a client sees it over HTTP, and as the AWS CLI does.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private TestRegion _region = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync(services => services.AddSingleton<TimeProvider>(_clock));
        _url = (string)(await CallAsync("CreateQueue", new { QueueName = "q" }))["QueueUrl"]!;
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task The_CLI_sends_receives_and_deletes()
    {
        var aws = AwsCli.For(_region);
        var url = (string)(await aws.JsonAsync("sqs", "create-queue", "--queue-name", "cli", "--attributes", "VisibilityTimeout=60,ReceiveMessageWaitTimeSeconds=0"))!["QueueUrl"]!;
        Assert.Equal(url, (string)(await aws.JsonAsync("sqs", "get-queue-url", "--queue-name", "cli"))!["QueueUrl"]!);
        var sent = await aws.JsonAsync("sqs", "send-message", "--queue-url", url, "--message-body", "grüße");

        var message = (await aws.JsonAsync("sqs", "receive-message", "--queue-url", url, "--attribute-names", "All"))!["Messages"]![0]!;

        Assert.Equal(("grüße", (string)sent!["MessageId"]!, "1"), ((string)message["Body"]!, (string)message["MessageId"]!, (string)message["Attributes"]!["ApproximateReceiveCount"]!));
        var attributes = (await aws.JsonAsync("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All"))!["Attributes"]!;
        Assert.Equal(("0", "1", "60"), ((string)attributes["ApproximateNumberOfMessages"]!, (string)attributes["ApproximateNumberOfMessagesNotVisible"]!, (string)attributes["VisibilityTimeout"]!));
        await aws.JsonAsync("sqs", "delete-message-batch", "--queue-url", url, "--entries", $"Id=a,ReceiptHandle={(string)message["ReceiptHandle"]!}");
        Assert.Null(await aws.JsonAsync("sqs", "receive-message", "--queue-url", url));
        Assert.Contains("(AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation", await aws.ErrorAsync("sqs", "get-queue-url", "--queue-name", "none"), StringComparison.Ordinal);
        Assert.Contains("(UnknownOperationException)", await aws.ErrorAsync("sqs", "purge-queue", "--queue-url", url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_not_deleted_comes_again_when_its_time_is_over_and_an_old_handle_deletes_nothing()
    {
        await SendAsync("once");
        var first = Assert.Single(await ReceiveAsync());
        Assert.Empty(await ReceiveAsync());

        _clock.Advance(TimeSpan.FromSeconds(30));
        var second = Assert.Single(await ReceiveAsync());
        Assert.Equal((string)first["MessageId"]!, (string)second["MessageId"]!);
        await CallAsync("DeleteMessage", new { QueueUrl = _url, ReceiptHandle = (string)first["ReceiptHandle"]! });
        _clock.Advance(TimeSpan.FromSeconds(30));
        var third = Assert.Single(await ReceiveAsync());

        await CallAsync("DeleteMessage", new { QueueUrl = _url, ReceiptHandle = (string)third["ReceiptHandle"]! });
        await CallAsync("DeleteMessage", new { QueueUrl = _url, ReceiptHandle = (string)third["ReceiptHandle"]! });
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task A_long_poll_ends_with_the_first_message_or_with_its_time()
    {
        var waiting = ReceiveAsync(wait: 20);
        await SendAsync("now");
        Assert.Equal("now", (string)Assert.Single(await waiting)["Body"]!);

        var queue = _region.Service<QueueStore>().Named("q");
        var inVain = queue.ReceiveAsync(1, TimeSpan.Zero, TimeSpan.FromSeconds(20), CancellationToken.None).AsTask();
        var hidden = queue.ReceiveAsync(1, TimeSpan.Zero, TimeSpan.FromSeconds(31), CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(await inVain);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(await hidden);
    }

    [Fact]
    public async Task A_long_poll_does_not_hold_up_the_end_of_the_region()
    {
        var waiting = _region.SendAsync("AmazonSQS.ReceiveMessage", $$"""{"QueueUrl":"{{_url}}","WaitTimeSeconds":20}""", cancel: TestContext.Current.CancellationToken);
        await Task.Yield();

        await _region.StopAsync();

        using var answer = await waiting;
        Assert.Equal(503, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Messages_are_delayed_expire_and_go_to_one_receiver_each()
    {
        await CallAsync("SendMessage", new { QueueUrl = _url, MessageBody = "late", DelaySeconds = 5 });
        Assert.Empty(await ReceiveAsync());
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await ReceiveAsync());
        _clock.Advance(TimeSpan.FromDays(4));
        Assert.Empty(await ReceiveAsync());

        foreach (var number in Enumerable.Range(0, 15)) await SendAsync($"{number}");
        var (one, other) = (await ReceiveAsync(10), await ReceiveAsync(10));
        Assert.Equal((10, 5), (one.Count, other.Count));
        Assert.Equal(15, one.Concat(other).Select(message => (string)message["Body"]!).Distinct().Count());
        var answer = await CallAsync("DeleteMessageBatch", new
        {
            QueueUrl = _url, Entries = one.Select((message, index) => new { Id = $"m{index}", ReceiptHandle = index == 3 ? "rubbish" : (string)message["ReceiptHandle"]! }),
        });
        Assert.Equal((9, "m3", "ReceiptHandleIsInvalid"), (answer["Successful"]!.AsArray().Count, (string)Assert.Single(answer["Failed"]!.AsArray())!["Id"]!, (string)answer["Failed"]![0]!["Code"]!));
    }

    [Theory]
    [InlineData("CreateQueue", """{"QueueName":"q","Attributes":{"VisibilityTimeout":"31"}}""", "QueueNameExists")]
    [InlineData("CreateQueue", """{"QueueName":"a b"}""", "InvalidParameterValue")]
    [InlineData("CreateQueue", """{"QueueName":"q.fifo"}""", "UnsupportedOperation")]
    [InlineData("CreateQueue", """{"QueueName":"r","Attributes":{"RedrivePolicy":"{}"}}""", "UnsupportedOperation")]
    [InlineData("CreateQueue", """{"QueueName":"r","Attributes":{"Colour":"red"}}""", "InvalidAttributeName")]
    [InlineData("CreateQueue", """{"QueueName":"r","Attributes":{"DelaySeconds":"901"}}""", "InvalidAttributeValue")]
    [InlineData("CreateQueue", """{"QueueName":"r","tags":{"a":"b"}}""", "UnsupportedOperation")]
    [InlineData("SendMessage", """{"QueueUrl":"http://x/000000000000/none","MessageBody":"x"}""", "QueueDoesNotExist")]
    [InlineData("SendMessage", """{"QueueUrl":"http://x/111111111111/q","MessageBody":"x"}""", "QueueDoesNotExist")]
    [InlineData("SendMessage", """{"QueueUrl":"q","MessageBody":"x"}""", "InvalidAddress")]
    [InlineData("SendMessage", """{"QueueUrl":"http://x/000000000000/q"}""", "MissingParameter")]
    [InlineData("SendMessage", """{"QueueUrl":"http://x/000000000000/q","MessageBody":"\u0001"}""", "InvalidMessageContents")]
    [InlineData("SendMessage", """{"QueueUrl":"http://x/000000000000/q","MessageBody":"x","MessageGroupId":"g"}""", "UnsupportedOperation")]
    [InlineData("ReceiveMessage", """{"QueueUrl":"http://x/000000000000/q","MaxNumberOfMessages":11}""", "InvalidParameterValue")]
    [InlineData("ReceiveMessage", """{"QueueUrl":"http://x/000000000000/q","WaitTimeSeconds":21}""", "InvalidParameterValue")]
    [InlineData("ReceiveMessage", "{}", "MissingParameter")]
    [InlineData("DeleteMessage", """{"QueueUrl":"http://x/000000000000/q","ReceiptHandle":"rubbish"}""", "ReceiptHandleIsInvalid")]
    [InlineData("DeleteMessageBatch", """{"QueueUrl":"http://x/000000000000/q","Entries":[]}""", "EmptyBatchRequest")]
    [InlineData("DeleteMessageBatch", """{"QueueUrl":"http://x/000000000000/q","Entries":[{"Id":"a","ReceiptHandle":"x"},{"Id":"a","ReceiptHandle":"y"}]}""", "BatchEntryIdsNotDistinct")]
    [InlineData("DeleteMessageBatch", """{"QueueUrl":"http://x/000000000000/q","Entries":[{"Id":"a b","ReceiptHandle":"x"}]}""", "InvalidBatchEntryId")]
    [InlineData("SetQueueAttributes", """{"QueueUrl":"http://x/000000000000/q"}""", "UnknownOperationException")]
    public async Task What_AWS_refuses_or_is_not_there_is_refused_with_a_code(string action, string input, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<AwsCallException>(() => CallAsync(action, JsonNode.Parse(input)!))).Code);

    [Fact]
    public async Task Messages_that_come_and_go_are_no_changes_of_the_estate()
    {
        await SendAsync("x");
        await ReceiveAsync();
        var calls = (await _region.LoggedCallsAsync()).Where(call => (string)call!["service"]! == "sqs").ToDictionary(call => (string)call!["action"]!, call => (bool)call!["mutating"]!);
        Assert.Equal((true, false, false), (calls["CreateQueue"], calls["SendMessage"], calls["ReceiveMessage"]));
    }

    private Task<JsonNode> SendAsync(string body) => CallAsync("SendMessage", new { QueueUrl = _url, MessageBody = body });

    private async Task<List<JsonNode>> ReceiveAsync(int most = 1, int wait = 0) =>
        [.. (await CallAsync("ReceiveMessage", new { QueueUrl = _url, MaxNumberOfMessages = most, WaitTimeSeconds = wait }))["Messages"]?.AsArray().Select(message => message!) ?? []];

    private Task<JsonNode> CallAsync(string action, object input) => _region.CallAsync("AmazonSQS." + action, input);
}
