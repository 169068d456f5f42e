using Publican.Desired;

namespace Publican.Tests.Desired;

/// <summary>A commit makes new records of every document: only what says something else is another one.</summary>
public sealed class SameContentTests
{
    private const string Text = """
        apiVersion: publican.dev/v1
        kind: Environment
        metadata: {name: local}
        spec: {region: eu-west-1, outputs: /publican/local/, endpoint: "http://127.0.0.1:4566", freezes: [{name: a, cron: "0 0 * * *", timezone: UTC, for: 1h}]}
        ---
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: web}
        spec:
          image: web:1
          port: 8080
          env: {LEVEL: info}
          secrets: {TOKEN: ssm:/token}
          route: {listener: public, path: "/web", priority: 100}
          before: {command: [migrate]}
          scaling: {min: 1, max: 2, target: {cpu: 60}, schedules: [{name: a, cron: "0 0 * * *", timezone: UTC, for: 1h, min: 2}]}
          taskDefinition: {volumes: [{name: data}]}
          rollout: {steps: [{weight: 10, hold: 4s, checks: [{alarm: slow}]}], checks: [{http: {path: /ready, every: 1s, failures: 2}}, {task: {command: [smoke]}}]}
        """;

    [Fact]
    public void The_same_text_read_twice_says_the_same()
    {
        var (one, other) = (Read(Text), Read(Text));
        Assert.NotSame(one.Services[0], other.Services[0]);
        Assert.True(SameContent.Is(one.Services[0], other.Services[0]));
        Assert.True(SameContent.Is(one.Environment, other.Environment));
    }

    [Theory]
    [InlineData("web:1", "web:2")]
    [InlineData("LEVEL: info", "LEVEL: warn")]
    [InlineData("LEVEL: info", "LEVEL: info, MORE: x")]
    [InlineData("TOKEN: ssm:/token", "TOKEN: ssm:/other")]
    [InlineData("\"/web\"", "\"/shop\"")]
    [InlineData("[migrate]", "[migrate, up]")]
    [InlineData("for: 1h, min: 2", "for: 2h, min: 2")]
    [InlineData("{name: data}", "{name: more}")]
    [InlineData("alarm: slow", "alarm: slower")]
    [InlineData("failures: 2", "failures: 3")]
    [InlineData("[smoke]", "[smoke, all]")]
    public void Anything_else_is_another_one(string before, string after) => Assert.False(SameContent.Is(Read(Text).Services[0], Read(Text.Replace(before, after, StringComparison.Ordinal)).Services[0]));

    [Fact]
    public void So_is_another_environment() => Assert.False(SameContent.Is(Read(Text).Environment, Read(Text.Replace("timezone: UTC, for: 1h}]}", "timezone: UTC, for: 2h}]}", StringComparison.Ordinal)).Environment));

    private static DesiredState Read(string text) => Revisions.Read(text) is { State: { } state } ? state : throw new InvalidOperationException("not valid");
}
