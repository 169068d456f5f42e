using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Publican.Aws;
using Publican.Desired;
using Publican.Events;
using Publican.Loop;
using Publican.Observed;
using Publican.Status;
using Publican.Tests.Desired;

namespace Publican.Tests.Events;

/// <summary>Looks that were brought forward: when each service is due, and how often.</summary>
public sealed class HurryTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Sweep = TimeSpan.FromMinutes(1);
    private static readonly DesiredState Desired = Revisions.Read(string.Join("\n---\n", [Revisions.Environment.Replace("region:", "sweep: 1m, region:", StringComparison.Ordinal), Worker("a"), Worker("b")])).State!;

    private static readonly EnvironmentOutputs Outputs = new()
    {
        Cluster = "c", Vpc = "v", Subnets = ["s"], SecurityGroups = ["g"], Listeners = ImmutableSortedDictionary<string, string>.Empty, ExecutionRole = "e", TaskRole = "t", LogGroup = "l",
    };

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly EnvironmentSession _session;
    private readonly WorkList _works;

    public HurryTests()
    {
        _session = EnvironmentSession.Open(Desired.Environment, new ReadsOnly(), _clock, NullLogger.Instance, unlimited: true);
        _works = new WorkList(_clock.GetUtcNow(), new StatusBoard(_clock), _clock);
        Rest("a", "b");
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_service_that_rests_is_due_at_once_and_no_other_is()
    {
        _works.Hurry(["a"]);
        Assert.Equal(["a"], Due());
        Assert.Equal(TimeSpan.Zero, _works.NextIn(TimeSpan.Zero));
    }

    [Fact]
    public void Ten_thousand_events_of_one_service_are_one_look_a_second_and_delay_no_other()
    {
        var box = new HintBox();
        for (var number = 0; number < 10_000; number++)
            box.Add(EventReader.Read(EventReaderTests.Task("service:a", null, "arn:aws:ecs:eu-west-1:123456789012:cluster/c")).Hints);
        var hints = box.Take();
        Assert.Single(hints);

        // A minute of a storm that never ends: ten turns a second, each told of a anew.
        var (started, looks) = (_clock.GetUtcNow(), new List<(string Name, TimeSpan At)>());
        for (var turn = 0; turn < 600; turn++)
        {
            _works.Hurry(Hinted.Services(hints, Desired, Outputs.Cluster));
            foreach (var name in Rest())
                looks.Add((name, _clock.GetUtcNow() - started));
            _clock.Advance(Second / 10);
        }

        var ofA = looks.Where(look => look.Name == "a").Select(look => look.At).ToList();
        Assert.Equal(60, ofA.Count);
        Assert.All(ofA.Zip(ofA.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Second));
        Assert.DoesNotContain(looks, look => look.Name == "b");
    }

    [Fact]
    public void What_happens_while_a_pass_is_under_way_is_looked_at_once_more_afterwards()
    {
        _works.Hurry(["a"]);
        var pass = Assert.Single(Take());
        for (var number = 0; number < 10_000; number++)
            _works.Hurry(["a"]);
        Assert.Empty(Take());

        _works.GiveBack(pass, new PassResult.LookAgain(Sweep, "at rest"));
        Assert.Empty(Take());
        _clock.Advance(Second);
        Assert.Equal(["a"], Rest());
        _clock.Advance(Second);
        Assert.Empty(Take());
    }

    [Fact]
    public void A_look_that_comes_sooner_anyway_is_not_put_off()
    {
        _works.Hurry(["a"]);
        var pass = Assert.Single(Take());
        _works.Hurry(["a"]);
        _works.GiveBack(pass, new PassResult.Done());
        Assert.Equal(["a"], Due());
    }

    [Fact]
    public void A_service_that_waits_after_a_failed_call_is_looked_at_when_something_happens()
    {
        _works.Hurry(["a"]);
        var pass = Assert.Single(Take());
        for (var failure = 0; failure < 10; failure++)
        {
            _works.GiveBack(pass, new PassResult.Retry("no answer"));
            _clock.Advance(Sweep);
            pass = Take().Single(work => work.Name == "a");
        }

        _works.GiveBack(pass, new PassResult.Retry("no answer"));
        Assert.DoesNotContain("a", Due());
        _works.Hurry(["a"]);
        Assert.Contains("a", Due());
    }

    [Fact]
    public void A_name_that_is_not_known_is_nothing()
    {
        _works.Hurry(["nobody"]);
        Assert.Empty(Due());
    }

    [Fact]
    public void A_box_holds_no_more_than_it_was_made_for()
    {
        var box = new HintBox(most: 3);
        box.Add(Enumerable.Range(0, 10).Select(number => new Hint.Parameter($"/{number}")));
        Assert.Equal(3, box.Take().Count);
        Assert.Empty(box.Take());
    }

    /// <summary>Takes what is due and gives it back as one that rests.</summary>
    private List<string> Rest(params string[] expected)
    {
        var taken = Take();
        foreach (var work in taken)
            _works.GiveBack(work, new PassResult.LookAgain(2 * Sweep, "at rest"));
        if (expected.Length > 0)
            Assert.Equal(expected, taken.Select(work => work.Name));
        return taken.ConvertAll(work => work.Name);
    }

    private List<string> Due() => Take().ConvertAll(work => work.Name);

    private List<ServiceWork> Take() => _works.Take(
        _session, Desired, Outputs, ImmutableDictionary<string, long>.Empty, ImmutableDictionary<string, ManagedSecret>.Empty, Leadership.Alone).ConvertAll(due => due.Work);

    private static string Worker(string name) => $$$"""
        apiVersion: publican.dev/v1
        kind: Service
        metadata:
          name: {{{name}}}
        spec: {image: "{{{name}}}:1", rollout: {strategy: rolling}}
        """;
}
