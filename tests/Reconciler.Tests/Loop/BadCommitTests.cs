using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Loop;
using Publican.Sources;
using Publican.Status;
using Publican.Tests.Desired;

namespace Publican.Tests.Loop;

/// <summary>A bad commit: each mistake has a sentence with its place, and what was in force stays in force to the last byte.</summary>
public sealed class BadCommitTests
{
    private const string Good = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: web}
        spec:
          image: "web:1.0.0"
          port: 8080
          route: {listener: public, path: "/*", priority: 100}
          rollout: {steps: [{weight: 10, hold: 1m}, {weight: 50, hold: 1m}]}
        """;

    private const string Other = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: ale}
        spec:
          image: "ale:1.0.0"
          port: 8080
          route: {listener: public, path: "/ale", priority: 200}
        """;

    [Theory]
    [InlineData("path: \"/*\"", "path: \"/ale\"", 7, "spec.route.path", "the path /ale on the listener public is taken by another service (ale.yaml, line 7)")]
    [InlineData("priority: 100", "priority: 200", 7, "spec.route.priority", "the priority 200 on the listener public is taken by another service (ale.yaml, line 7)")]
    [InlineData("weight: 10", "weight: -5", 8, "spec.rollout.steps[0].weight", "expected a whole number from 1 to 99, but found \"-5\"")]
    [InlineData("weight: 50", "weight: 5", 8, "spec.rollout.steps[1].weight", "weights rise from step to step; 5 does not come after 10")]
    [InlineData("port: 8080", "port: 80800", 6, "spec.port", "expected a whole number from 1 to 65535, but found \"80800\"")]
    [InlineData("{steps:", "{strategy: recreate, steps:", 8, "spec.rollout.strategy", "expected canary, blueGreen or rolling, but found \"recreate\"")]
    [InlineData("{steps:", "{strategy: rolling, steps:", 7, "spec.route", "the strategy rolling is for services without a route: with one, canary can bring the traffic back in one call; remove the route or the strategy")]
    public async Task Is_named_with_its_place_and_changes_nothing(string from, string to, int line, string key, string says)
    {
        var source = Substitute.For<ISource>();
        var clock = new FakeTimeProvider();
        var (board, settings) = (new StatusBoard(clock), ReconcilerSettings.From(name => name == "PUBLICAN_SOURCE" ? "git+file:///srv/desired.git#main:local" : null));
        using var wake = new WakeUp(clock);
        using var keeper = new DesiredKeeper(source, settings, board, wake, NullLogger<DesiredKeeper>.Instance);
        source.ReadAsync(Arg.Any<CancellationToken>()).Returns(Commit("good", Good));
        await keeper.PollAsync(CancellationToken.None);
        var before = keeper.Current;
        Assert.Equal("good", before!.Commit);

        source.ReadAsync(Arg.Any<CancellationToken>()).Returns(Commit("bad", Good.Replace(from, to, StringComparison.Ordinal)));
        await keeper.PollAsync(CancellationToken.None);

        Assert.Same(before, keeper.Current);
        Assert.Equal(("good", "bad"), (board.Current.Revision, board.Current.Commit));
        Assert.Contains(new StatusError("web.yaml", line, ColumnOf(key), key, says), board.Current.Errors);

        int ColumnOf(string of) => board.Current.Errors.First(error => error.Key == of).Column;
    }

    private static SourceRevision Commit(string commit, string web) => new(
        commit, [File("ale.yaml", Other), File("environment.yaml", Revisions.Environment), File("web.yaml", web)], HistoryRewritten: false);

    private static SourceFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
