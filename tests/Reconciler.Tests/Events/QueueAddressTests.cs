using Publican.Loop;

namespace Publican.Tests.Events;

public sealed class QueueAddressTests
{
    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/publican-events", "eu-west-1")]
    [InlineData("https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/q", "us-gov-west-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q", "cn-north-1")]
    [InlineData("https://sqs.eu-west-1.api.aws/123456789012/q", "eu-west-1")]
    [InlineData("https://eu-west-1.queue.amazonaws.com/123456789012/q", "eu-west-1")]
    [InlineData("https://vpce-0a1b-c2.sqs.eu-west-1.vpce.amazonaws.com/123456789012/q", "eu-west-1")]
    [InlineData("https://queues.example.com/123456789012/q", "eu-north-1")]
    [InlineData("http://127.0.0.1:4566/000000000000/q", "local")]
    public void A_queues_URL_says_where_it_is(string url, string region)
    {
        var queue = From(url, "eu-north-1").Events!;
        Assert.Equal((new Uri(url), region), (queue.Url, queue.Region));
    }

    [Theory]
    [InlineData("publican-events", "it takes the URL of an SQS queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/publican-events")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:q", "that is the queue's ARN; it takes its URL, https://sqs.eu-west-1.amazonaws.com/123456789012/q")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/", "whose path is not /<account>/<queue>")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/12/q", "whose path is not /<account>/<queue>")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/a/b", "whose path is not /<account>/<queue>")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo", "a FIFO queue: order means nothing here")]
    [InlineData("http://sqs.eu-west-1.amazonaws.com/123456789012/q", "http is for a local region only")]
    [InlineData("https://key:secret@sqs.eu-west-1.amazonaws.com/123456789012/q", "it takes the URL of an SQS queue")]
    [InlineData("ftp://sqs.eu-west-1.amazonaws.com/123456789012/q", "it takes the URL of an SQS queue")]
    public void What_is_none_is_refused_with_what_to_do(string text, string says)
    {
        var error = Assert.Throws<SettingsException>(() => From(text, "eu-north-1"));
        Assert.StartsWith($"PUBLICAN_EVENTS is '{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_does_not_say_its_region_needs_AWS_REGION() =>
        Assert.Contains("AWS_REGION is not set", Assert.Throws<SettingsException>(() => From("https://queues.example.com/123456789012/q", null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_one_no_events_are_read(string? nothing) => Assert.Null(From(nothing, null).Events);

    private static ReconcilerSettings From(string? queue, string? region) => ReconcilerSettings.From(name => name switch
    {
        "PUBLICAN_SOURCE" => "git+file:///srv/desired.git#main:local",
        "PUBLICAN_EVENTS" => queue,
        "AWS_REGION" => region,
        _ => null,
    });
}
