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
          dependsOn: [web]
        """;

    [Theory]
    [InlineData("path: \"/*\"", "path: \"/ale\"", 7, "spec.route.path", "the path /ale on the listener public is taken by another service (ale.yaml, line 7)")]
    [InlineData("priority: 100", "priority: 200", 7, "spec.route.priority", "the priority 200 on the listener public is taken by another service (ale.yaml, line 7)")]
    [InlineData("weight: 10", "weight: -5", 8, "spec.rollout.steps[0].weight", "expected a whole number from 1 to 99, but found \"-5\"")]
    [InlineData("weight: 50", "weight: 5", 8, "spec.rollout.steps[1].weight", "weights rise from step to step; 5 does not come after 10")]
    [InlineData("port: 8080", "port: 80800", 6, "spec.port", "expected a whole number from 1 to 65535, but found \"80800\"")]
    [InlineData("{steps:", "{strategy: recreate, steps:", 8, "spec.rollout.strategy", "expected canary, blueGreen or rolling, but found \"recreate\"")]
    [InlineData("{steps:", "{strategy: rolling, steps:", 7, "spec.route", "the strategy rolling is for services without a route: with one, canary can bring the traffic back in one call; remove the route or the strategy")]
    [InlineData("port: 8080", "scaling: {min: 5, max: 2, target: {cpu: 60}}\n  port: 8080", 6, "spec.scaling.min", "5 is above max, which is 2: no number of tasks would do")]
    [InlineData("port: 8080", "scaling: {min: 1, max: 5, target: {cpu: 60}, schedules: [{name: a, cron: \"61 0 8 * * *\", timezone: UTC, for: 1h, min: 3}]}\n  port: 8080", 6, "spec.scaling.schedules[0].cron", "expected five fields of cron: minute, hour, day of month, month and day of week, such as \"0 17 * * FRI\", but found \"61 0 8 * * *\", which has 6; there are no seconds")]
    [InlineData("port: 8080", "scaling: {min: 1, max: 5, target: {cpu: 60}, schedules: [{name: a, cron: \"0 8 * * *\", timezone: Europe/Atlantis, for: 1h, min: 3}]}\n  port: 8080", 6, "spec.scaling.schedules[0].timezone", "expected the IANA name of a time zone, such as Europe/London, but found \"Europe/Atlantis\", which is not among the time zones of this machine")]
    [InlineData("port: 8080", "port: 8080\n  dependsOn: [ale]", 8, "spec.dependsOn[0]", "ale waits for web, which waits for ale: none of them would ever begin; take one out", "ale.yaml")]
    [InlineData("apiVersion:", "extends: web.yaml\napiVersion:", 1, "extends", "a file cannot extend itself")]
    public async Task Is_named_with_its_place_and_changes_nothing(string from, string to, int line, string key, string says, string file = "web.yaml")
    {
        var board = await InForceAsync(Commit("bad", Good.Replace(from, to, StringComparison.Ordinal)));

        Assert.Contains(board.Current.Errors, error => error with { Column = 0 } == new StatusError(file, line, 0, key, says));
        Assert.NotEqual(0, board.Current.Errors.First(error => error.Key == key).Column);
    }

    [Fact]
    public async Task That_empties_the_folder_is_said_and_changes_nothing()
    {
        var board = await InForceAsync(new SourceRevision("bad", [], HistoryRewritten: false));

        Assert.Equal("no document of kind Environment was found; every environment's folder holds exactly one", Assert.Single(board.Current.Errors).Message);
    }

    /// <summary>The status when a good commit was followed by a bad one, which took nothing from what was in force.</summary>
    private static async Task<StatusBoard> InForceAsync(SourceRevision bad)
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

        source.ReadAsync(Arg.Any<CancellationToken>()).Returns(bad);
        await keeper.PollAsync(CancellationToken.None);

        Assert.Same(before, keeper.Current);
        Assert.Equal(("good", "bad"), (board.Current.Revision, board.Current.Commit));
        return board;
    }

    private static SourceRevision Commit(string commit, string web) => new(
        commit, [File("ale.yaml", Other), File("environment.yaml", Revisions.Environment), File("web.yaml", web)], HistoryRewritten: false);

    private static SourceFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
