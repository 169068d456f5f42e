using Publican.Actions;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Status;

public sealed class StatusBuilderTests
{
    [Fact]
    public void A_quiet_released_service_says_so()
    {
        var status = After(new Scene());
        Assert.Equal(("Steady", "Released"), (status.Phase, status.Outcome));
        Assert.Equal(new SideStatus("blue", "h1:old", "beer-api:1", 100, 2, 2, 2), status.Stable);
        Assert.Null(status.Candidate);
        Assert.Equal("True", Condition(status, "Ready").Status);
    }

    [Fact]
    public void A_rollback_is_never_reported_as_success()
    {
        var scene = Scene.Prepared with { Record = Scene.Released.WithBad("h1:new", Codes.ErrorRate), Preview = false, Green = ("h1:new", 0, 0), GreenHealthy = 0 };
        var status = After(scene);
        Assert.Equal(("RolledBack", "RolledBack"), (status.Phase, status.Outcome));
        Assert.Equal("False", Condition(status, "Ready").Status);
        Assert.Equal([new QuarantinedRevision("h1:new", Codes.ErrorRate)], status.Quarantined);
    }

    [Fact]
    public void Released_means_healthy_too() => Assert.Null(After(new Scene { BlueHealthy = 1 }).Outcome);

    /// <summary>Found by the fault matrix: the outcome of the revision before stood beside the new one while nothing could be read.</summary>
    [Fact]
    public void A_new_revision_is_not_called_released_while_nothing_can_be_read()
    {
        var before = After(new Scene());
        Assert.Equal("Released", Blind("h1:old").Outcome);
        Assert.Null(Blind("h1:new").Outcome);
        Assert.Equal("False", Condition(Blind("h1:new"), "Ready").Status);

        ServiceStatus Blind(string desired)
        {
            var report = Report(new Scene { Desired = desired }, null);
            return StatusBuilder.After(before, report with { Seen = report.Seen with { Services = Fact<Pair<EcsService?>>.Failed("away", Sample.Now) } });
        }
    }

    [Fact]
    public void A_rollout_in_progress_has_no_outcome_and_shows_its_step()
    {
        var status = After(Scene.At(10, 1));
        Assert.Null(status.Outcome);
        Assert.Equal((10, 50), (status.Step!.Weight, status.Step.Next));
        Assert.Equal(10, status.Candidate!.Weight);
        Assert.Equal("True", Condition(status, "Progressing").Status);
    }

    [Theory]
    [InlineData(Standing.Alone, "True")]
    [InlineData(Standing.Leads, "True")]
    [InlineData(Standing.Follows, "False")]
    [InlineData(Standing.CutOff, "False")]
    [InlineData(Standing.Observes, "False")]
    public void Whether_this_instance_leads_is_a_condition_and_not_a_pause(Standing standing, string leading)
    {
        var status = After(new Scene { Leadership = new Leadership(standing, "host/1") });
        Assert.Equal((leading, standing.ToString()), (Condition(status, "Leading").Status, Condition(status, "Leading").Reason));
        Assert.Equal("False", Condition(status, "Paused").Status);
        Assert.Equal("True", Condition(status, "Ready").Status);
    }

    [Fact]
    public void A_persons_rollback_shows_as_paused()
    {
        var scene = Scene.Prepared with { Record = Scene.Released.WithBad("h1:new", Codes.Hand), Preview = false, Green = ("h1:new", 0, 0) };
        Assert.Equal("True", Condition(After(scene), "Paused").Status);
    }

    [Fact]
    public void An_aborted_rollout_is_called_aborted() =>
        Assert.Equal("Aborted", After(Scene.Prepared with { Record = Scene.Released.WithBad("h1:new", Codes.Aborted), Preview = false }).Outcome);

    [Fact]
    public void A_superseded_revision_is_called_superseded_until_the_next_attempt()
    {
        var closed = After(Scene.At(0, 1) with { Desired = "h1:newer" }, ActionOutcome.Done);
        Assert.Equal("Superseded", closed.Outcome);
        Assert.Contains(closed.Events, entry => entry.Reason == "Superseded");
    }

    [Fact]
    public void A_transition_keeps_its_time_until_the_status_changes()
    {
        var first = After(new Scene());
        var later = StatusBuilder.After(first, Report(new Scene(), null) with { At = Sample.Now + TimeSpan.FromMinutes(1) });
        Assert.Equal(Sample.Now, Condition(later, "Ready").LastTransitionTime);
    }

    [Fact]
    public void A_call_that_failed_is_in_the_events_once()
    {
        var report = Report(new Scene { Blue = ("h1:old", 5, 5) }, ActionOutcome.Refused);
        var twice = StatusBuilder.After(StatusBuilder.After(null, report), report);
        Assert.Single(twice.Events, entry => entry.Reason == "CallFailed");
    }

    [Fact]
    public void A_write_that_an_invariant_forbids_is_named_in_events_and_conditions()
    {
        var report = Report(new Scene { Blue = ("h1:old", 5, 5) }, null) with { Result = new ActionResult(ActionOutcome.Refused, "I5: it serves; nothing was written", "I5") };
        var status = StatusBuilder.After(StatusBuilder.After(null, report), report);
        Assert.Equal("I5: it serves; nothing was written", Assert.Single(status.Events, entry => entry.Reason == "GuardRefused").Message);
        Assert.Equal(("True", "GuardRefused"), (Condition(status, "Degraded").Status, Condition(status, "Degraded").Reason));
    }

    [Fact]
    public void A_persons_rollback_shows_as_pinned_and_is_no_success()
    {
        var scene = new Scene { Intents = new Intents([new Intent(Verb.Rollback, "h1:new", null, "ann", Sample.Now) { To = "h1:old" }], []) };
        var status = StatusBuilder.After(After(scene), Pinned(scene, "h1:new"));
        Assert.Equal(("RolledBack", "h1:old", "h1:old"), (status.Outcome, status.DesiredRevision, status.Pin!.To));
        Assert.Equal(("True", "False"), (Condition(status, "Pinned").Status, Condition(status, "Ready").Status));
        Assert.Contains("ann rolls back from h1:new to h1:old", Assert.Single(status.Events, entry => entry.Reason == "Pinned").Message, StringComparison.Ordinal);

        var ended = StatusBuilder.After(status, Pinned(scene, "h1:newest"));
        Assert.Null(ended.Pin);
        Assert.Single(ended.Events, entry => entry.Reason == "Unpinned");
        Assert.Contains(ended.Events, entry => entry.Reason == "NewRevision" && entry.Message.Contains("h1:newest", StringComparison.Ordinal));

        static PassReport Pinned(Scene scene, string desired) =>
            Report(scene, null) with { Target = Pins.Apply(Sample.Target(desired), scene.Intents) };
    }

    [Fact]
    public void An_orphan_keeps_what_was_known_and_says_what_to_do()
    {
        var status = StatusBuilder.After(After(new Scene()), new Unplanned("beer-api", "Orphaned", "NotInDesiredState", ["put the file back"]), Sample.Now);
        Assert.Equal("HandsOff", status.Phase);
        Assert.NotNull(status.Stable);
        Assert.Equal("True", Condition(status, "Orphaned").Status);
    }

    [Fact]
    public void Evidence_shows_what_the_check_saw_last()
    {
        var report = Report(Scene.At(10, 1) with { ChecksGood = false }, ActionOutcome.Done);
        var status = StatusBuilder.After(null, report with { Evidence = Evidence.None });

        Assert.Equal("http /health/ready", status.Evidence!.Check);
        Assert.Equal([new SampleStatus(Sample.Now, "bad", "HTTP 503 Service Unavailable")], status.Evidence.Samples);
    }

    [Fact]
    public void Each_of_several_rules_shows_its_own_weight_and_the_candidate_the_highest()
    {
        var spec = Sample.Spec() with { Routes = [new RouteSpec("public", ["/*"], 100), new RouteSpec("secure", ["/beers/*"], 7) { Hosts = ["api.example.com"] }] };
        var report = Report(Scene.At(10, 1) with { Spec = spec }, null);
        Assert.Empty(StatusBuilder.After(null, report).Rules);

        var second = Sample.Production(50) with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure, Priority = 25007, Paths = ["/beers/*"], Hosts = ["api.example.com"] };
        var rules = Fact<ServiceRules>.Of(ServiceRules.Of([second, .. report.Seen.Rules.Value!.Production]), Sample.Now);
        var status = StatusBuilder.After(null, report with { Seen = report.Seen with { Rules = rules } });

        Assert.Equal(["public  /* 100 10%", "secure api.example.com /beers/* 7 50%"],
            status.Rules.Select(rule => $"{rule.Listener} {string.Join(",", rule.Hosts)} {string.Join(",", rule.Paths)} {rule.Priority} {rule.Weight}%"));
        Assert.Equal(50, status.Candidate!.Weight);
    }

    [Theory]
    [InlineData(true, "RollbackNotImmediate", "a rollback is not immediate")]
    [InlineData(false, "NotAllowed", "write stickiness: {allow: true}")]
    public void A_sticky_rule_is_a_condition_that_says_for_how_long(bool isAllowed, string reason, string says)
    {
        var report = Report(new Scene { Spec = Sample.Spec() with { Routes = [new RouteSpec("public", ["/*"], 100) { AllowStickiness = isAllowed }] } }, null);
        Assert.Equal("False", Condition(StatusBuilder.After(null, report), "Sticky").Status);

        var rules = Fact<ServiceRules>.Of(ServiceRules.Of([report.Seen.Rules.Value!.Production[0] with { Sticky = TimeSpan.FromMinutes(90) }]), Sample.Now);
        var status = StatusBuilder.After(null, report with { Seen = report.Seen with { Rules = rules } });
        var sticky = Condition(status, "Sticky");
        Assert.Equal(("True", reason), (sticky.Status, sticky.Reason));
        Assert.Contains("public/100 is sticky for 1h30m", sticky.Message, StringComparison.Ordinal);
        Assert.Contains(says, sticky.Message, StringComparison.Ordinal);

        // Rules that could not be read do not end it.
        var blind = StatusBuilder.After(status, report with { Seen = report.Seen with { Rules = Fact<ServiceRules>.Failed("away", Sample.Now) } });
        Assert.Equal(sticky, Condition(blind, "Sticky"));
    }

    private static ServiceStatus After(Scene scene, ActionOutcome? outcome = null) => StatusBuilder.After(null, Report(scene, outcome));

    private static PassReport Report(Scene scene, ActionOutcome? outcome)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        var seen = scene.Observe(target);
        var memory = Remember.Seen(scene.Memory, seen, target, Sample.Now);
        return new PassReport
        {
            Target = target, Seen = seen, Memory = memory, Decision = RolloutMachine.Decide(target, seen, memory, Sample.Now), At = Sample.Now,
            Result = outcome is { } known ? new ActionResult(known, known == ActionOutcome.Done ? null : "it failed") : null,
        };
    }

    private static Condition Condition(ServiceStatus status, string type) => status.Conditions.Single(condition => condition.Type == type);
}
