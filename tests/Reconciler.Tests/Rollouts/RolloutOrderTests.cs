using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>Who waits for whom, from what was last known of each.</summary>
public sealed class RolloutOrderTests
{
    private static readonly Progress Moving = new(null, IsMoving: true, null, Phase.Step);

    [Fact]
    public void A_service_waits_until_what_it_depends_on_has_released_its_own_revision()
    {
        Assert.Equal("it depends on cart, which was not looked at yet", Web(Progress.Unknown));
        Assert.Equal("it depends on cart, which has not released its own revision yet (Step)", Web(Moving));
        Assert.Equal("it depends on cart, which has not released its own revision yet (RolledBack)", Web(new Progress(null, IsMoving: false, "h1:cart", Phase.RolledBack)));
        Assert.Equal("it depends on cart, which has not released its own revision yet (Steady)", Web(Settled("h1:older")));
        Assert.Null(Web(Settled("h1:cart")));

        static string? Web(Progress cart) => Held([Of("cart"), Of("web", "cart")], ("cart", cart)).GetValueOrDefault("web");
    }

    [Fact]
    public void What_is_prepared_waits_too_and_what_is_at_rest_does_not()
    {
        Target[] targets = [Of("cart"), Of("web", "cart")];
        Assert.NotNull(Held(targets, ("cart", Moving), ("web", Moving))["web"]);
        Assert.Null(Held(targets, ("cart", Moving), ("web", Settled("h1:web")))["web"]);
        Assert.Null(Held(targets, ("cart", Moving), ("web", new Progress(null, IsMoving: false, "h1:web", Phase.RolledBack)))["web"]);
    }

    [Fact]
    public void A_dependency_that_could_not_be_resolved_is_waited_for() =>
        Assert.NotNull(Held([Of("web", "cart")], ("cart", Settled("h1:cart")))["web"]);

    [Fact]
    public void No_more_begin_than_the_environment_allows_and_those_under_way_count()
    {
        var targets = new[] { Of("a"), Of("b"), Of("c"), Of("d") }.Select(target => target with { Environment = target.Environment with { RolloutsAtOnce = 2 } }).ToList();

        Assert.Equal("c d", Waiting());
        Assert.Equal("b c", Waiting(("d", Moving)));
        Assert.Equal("a b", Waiting(("c", Moving), ("d", Moving)));
        Assert.Equal("", Waiting(("a", Settled("h1:a")), ("b", new Progress(null, IsMoving: false, "h1:b", Phase.RolledBack))));

        // What pre-flight holds back takes nobody's place.
        var blocked = new Progress(null, IsMoving: false, null, Phase.Preflight);
        Assert.Equal("a b", Waiting(("a", blocked), ("b", blocked)));
        Assert.Equal("b", Waiting(("a", blocked), ("b", blocked), ("c", Settled("h1:c"))));

        string Waiting(params (string, Progress)[] known) => string.Join(' ', Held(targets, known).Where(one => one.Value is not null).Select(one => one.Key).Order());
    }

    [Theory]
    [InlineData(Phase.Step, false, true, false)]
    [InlineData(Phase.Held, false, false, false)]
    [InlineData(Phase.Preflight, false, false, false)]
    [InlineData(Phase.Held, true, false, true)]
    [InlineData(Phase.Ready, true, false, true)]
    [InlineData(Phase.Ready, false, true, false)]
    [InlineData(Phase.Retain, false, false, false)]
    public void What_a_freeze_or_pre_flight_holds_is_not_on_its_way(Phase phase, bool isFrozen, bool isMoving, bool frozen)
    {
        var (target, scene) = (Sample.Target("h1:new"), Scene.Prepared);
        var decision = new Decision { Phase = phase, Reason = "", LookAgain = TimeSpan.Zero, HeldBy = isFrozen ? new Freeze("weekend", null) : null };
        var progress = Progress.Unknown.After(decision, target, "h1:new", scene.Observe(target));
        Assert.Equal((null, isMoving, null, phase, frozen), (progress.Settled, progress.IsMoving, progress.RestsAt, progress.Phase, progress.IsFrozen));
    }

    [Fact]
    public void Without_a_limit_all_begin() => Assert.All(Held([Of("a"), Of("b")]).Values, Assert.Null);

    [Fact]
    public void Who_waits_for_another_takes_no_place()
    {
        var targets = new[] { Of("a", "z"), Of("b"), Of("z") }.Select(target => target with { Environment = target.Environment with { RolloutsAtOnce = 1 } }).ToList();
        var held = Held(targets);
        Assert.Equal((true, false, true), (held["a"] is not null, held["b"] is not null, held["z"] is not null));
    }

    [Fact]
    public void A_pass_tells_how_far_a_service_has_come()
    {
        var rest = new Scene();
        Assert.Equal(Settled("h1:old"), After(rest));
        Assert.Equal(new Progress(null, IsMoving: true, null, Phase.Step), After(Scene.At(10, 1)));
        Assert.Equal(new Progress(null, IsMoving: true, null, Phase.Prepare), After(new Scene { Desired = "h1:new" }));
        Assert.Equal(new Progress(null, IsMoving: false, "h1:new", Phase.RolledBack), After(new Scene { Desired = "h1:new", Record = Scene.Released.WithBad("h1:new", "alarm") }));
        Assert.Equal(Settled("h1:old"), After(new RollingScene { Desired = "h1:old" }.Target, new RollingScene { Desired = "h1:old" }.Observe(), new ProcessMemory { StartedAt = Sample.Now - TimeSpan.FromHours(1) }));

        // A person's pin runs well, and is not what the files ask for.
        var target = Sample.Target("h1:old") with { Pin = new Pin("h1:wanted", "h1:old", "ann", null) };
        Assert.Null(After(target, rest.Observe(target), rest.Memory).Settled);

        // What is not known now changes nothing about what was known before.
        var blind = rest.Observe(Sample.Target("h1:old")) with { Services = Fact<Pair<EcsService?>>.NotRead };
        Assert.Equal(Settled("h1:old"), After(Sample.Target("h1:old"), blind, rest.Memory, Settled("h1:old")));
    }

    private static Progress After(Scene scene) => After(Sample.Target(scene.Desired), scene.Observe(Sample.Target(scene.Desired)), scene.Memory);

    private static Progress After(Target target, ServiceObservation seen, ProcessMemory memory, Progress? before = null) =>
        (before ?? Progress.Unknown).After(RolloutMachine.Decide(target, seen, Remember.Seen(memory, seen, target, Sample.Now), Sample.Now), target, target.Revision, seen);

    private static Progress Settled(string revision) => new(revision, IsMoving: false, revision, Phase.Steady);

    private static Target Of(string name, params string[] dependsOn) => Sample.Target($"h1:{name}", Sample.Spec() with { Name = name, DependsOn = [.. dependsOn] });

    private static Dictionary<string, string?> Held(IReadOnlyList<Target> targets, params (string Name, Progress Progress)[] known) =>
        RolloutOrder.Of(targets, name => known.FirstOrDefault(one => one.Name == name).Progress ?? Progress.Unknown).ToDictionary(target => target.Spec.Name, target => target.HeldBack);
}
