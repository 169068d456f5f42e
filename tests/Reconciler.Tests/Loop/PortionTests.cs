using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Publican.Aws;
using Publican.Desired;
using Publican.Loop;
using Publican.Observed;
using Publican.Status;
using Publican.Tests.Desired;

namespace Publican.Tests.Loop;

/// <summary>How many services in rollout are looked at together: what is read must still be fresh when the last of them acts.</summary>
public sealed class PortionTests
{
    private const int Services = 60;

    private static readonly DesiredState Estate = Revisions.Read(string.Join("\n---\n", [Revisions.Environment, .. Enumerable.Range(0, Services).Select(Worker)])).State!;

    private static readonly EnvironmentOutputs Outputs = new()
    {
        Cluster = "c", Vpc = "v", Subnets = ["s"], SecurityGroups = ["g"], Listeners = ImmutableSortedDictionary<string, string>.Empty, ExecutionRole = "e", TaskRole = "t", LogGroup = "l",
    };

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 40)]
    public void As_many_new_services_are_looked_at_together_as_can_be_read_while_all_is_fresh(bool unlimited, int expected)
    {
        using var session = Open(unlimited);
        var works = Works();
        Assert.Equal(expected, Take(works, session).Count);
        Assert.Empty(Take(works, session));
    }

    [Fact]
    public void The_next_ones_are_taken_when_half_of_the_places_are_free()
    {
        using var session = Open(unlimited: false);
        var works = Works();
        var passes = Take(works, session);
        works.GiveBack(passes[0], new PassResult.LookAgain(TimeSpan.FromSeconds(5), "waits"));
        Assert.Empty(Take(works, session));
        works.GiveBack(passes[1], new PassResult.LookAgain(TimeSpan.FromSeconds(5), "waits"));
        Assert.Equal(2, Take(works, session).Count);
    }

    [Fact]
    public void Passes_that_hang_take_nobodys_place()
    {
        using var session = Open(unlimited: false);
        var works = Works();
        HashSet<string> taken = [.. Take(works, session).Select(work => work.Name)];
        for (var portion = 2; portion <= 5; portion++)
        {
            Assert.Empty(Take(works, session));
            _clock.Advance(Estate.Environment.Timing.Fresh + TimeSpan.FromMilliseconds(1));
            foreach (var work in Take(works, session))
                Assert.True(taken.Add(work.Name), $"{work.Name} has two passes at a time");
            Assert.Equal(4 * portion, taken.Count);
        }
    }

    private static string Worker(int number) => $$$"""
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: w{{{number}}}}
        spec: {image: "w:1", replicas: 1, rollout: {strategy: rolling}}
        """;

    private static List<ServiceWork> Take(WorkList works, EnvironmentSession session) => works.Take(
        session, Estate, Outputs, ImmutableDictionary<string, long>.Empty, ImmutableDictionary<string, ManagedSecret>.Empty, Leadership.Alone).ConvertAll(due => due.Work);

    private EnvironmentSession Open(bool unlimited) => EnvironmentSession.Open(Estate.Environment, new ReadsOnly(), _clock, NullLogger.Instance, unlimited: unlimited);

    private WorkList Works() => new(_clock.GetUtcNow(), new StatusBoard(_clock), _clock);
}
