using Publican.Desired;
using Publican.Events;
using Publican.Loop;
using Publican.Tests.Desired;

namespace Publican.Tests.Events;

/// <summary>From what an event names to what is looked at.</summary>
public sealed class HintedTests
{
    private const string Cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/beers";

    private static readonly DesiredState Desired = Revisions.Read(string.Join("\n---\n", Revisions.Environment, Revisions.Service, """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: worker}
        spec: {image: "worker:1", secrets: {SMTP: "ssm:/elsewhere/smtp"}, rollout: {strategy: rolling}}
        """, """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: mailer}
        spec: {image: "mailer:1", adopt: {service: old-mailer}, rollout: {strategy: rolling}}
        """, """
        apiVersion: publican.dev/v1
        kind: Job
        metadata: {name: import}
        spec: {image: "import:1", command: [run]}
        """)).State!;

    [Theory]
    [InlineData("beer-api-blue", "beer-api")]
    [InlineData("beer-api-green", "beer-api")]
    [InlineData("beer-api", "beer-api")]
    [InlineData("worker", "worker")]
    [InlineData("old-mailer", "mailer")]
    [InlineData("mailer", null)]
    [InlineData("beer-api-red", null)]
    [InlineData("", null)]
    public void An_ECS_service_is_a_service_by_every_name_that_is_observed(string ecs, string? service) =>
        Assert.Equal(service is null ? [] : [service], Of(new Hint.EcsService(Cluster, ecs)));

    [Theory]
    [InlineData(Cluster, Cluster, true)]
    [InlineData(Cluster, "beers", true)]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:cluster/others", Cluster, false)]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:cluster/beers", Cluster, false)]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:cluster/others", "beers", false)]
    public void Another_cluster_is_none_of_ours(string named, string ours, bool counts)
    {
        Assert.Equal(counts ? ["worker"] : [], Hinted.Services([new Hint.EcsService(named, "worker")], Desired, ours));
        Assert.Equal(counts ? ["import"] : [], Hinted.Services([new Hint.OneOffTask(named, "import")], Desired, ours));
    }

    [Theory]
    [InlineData("/publican/local/intents/import", "import")]
    [InlineData("/publican/local/intents/beer-api", "beer-api")]
    [InlineData("/publican/local/intents/nobody", null)]
    [InlineData("/publican/local/intents/", null)]
    [InlineData("/publican/other/intents/beer-api", null)]
    [InlineData("/publican/local/beer-api/database-url", null)]
    public void A_wish_is_for_the_service_that_it_names(string parameter, string? service) => Assert.Equal(service is null ? [] : [service], Of(new Hint.Parameter(parameter)));

    [Theory]
    [InlineData("/publican/local/listeners/public", true)]
    [InlineData("/elsewhere/smtp", true)]
    [InlineData("/publican/local/intents/beer-api", false)]
    [InlineData("/publican/other/listeners/public", false)]
    [InlineData("/elsewhere/smtp-2", false)]
    public void Outputs_and_secrets_are_read_anew(string parameter, bool anew) =>
        Assert.Equal(anew, Hinted.Parameters([new Hint.Parameter(parameter), new Hint.EcsService(Cluster, "worker")], Desired));

    [Fact]
    public void Names_that_somebody_made_up_are_nobodys() => Assert.Empty(Of([.. Enumerable.Range(0, 1000).Select(number => new Hint.OneOffTask(Cluster, $"made-up-{number}"))]));

    private static IEnumerable<string> Of(params Hint[] hints) => Hinted.Services(hints, Desired, Cluster);
}
