using System.Collections.Concurrent;
using Publican.Bootstrap.Policies;
using Publican.Bootstrap.Terraform;
using Publican.Faults.Estate;
using Publican.Faults.Jobs;
using Publican.Faults.NewRevisions;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Routes;
using Publican.Faults.Runs;
using Publican.Faults.Scaling;
using Publican.Faults.Scenarios;
using Rehearsal = Publican.Faults.Rolling.Rehearsal;

namespace Publican.Faults.Permissions;

/// <summary>
/// Stories of this project, played against LocalCloud, each call of which is put to the role that terraform-bootstrap plans: with its resource, its tags, and the tags that the resource has at
/// that moment. So a call that is logged and not allowed is found, and a permission that nobody ever uses as well.
/// </summary>
public sealed class PermissionTests(ITestOutputHelper output)
{
    /// <summary>Called by other parts than a pass, with clients of their own: desired state in Parameter Store, a role of another account, the queue of events.</summary>
    private static readonly string[] Elsewhere = ["ssm:GetParameter", "sts:AssumeRole", "sqs:DeleteMessage", "sqs:ReceiveMessage"];

    [Fact]
    public void Every_call_of_the_stories_is_allowed_and_none_on_what_belongs_to_another_environment()
    {
        var own = Role("local");
        var neighbour = Role("everything");
        var (seen, refused, stolen) = (new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<string, int>());
        Witness.Current = (stage, call) =>
        {
            foreach (var question in new Authorization(stage).Of(call))
            {
                seen.AddOrUpdate(question.Action, 1, (_, count) => count + 1);
                if (!Simulator.Allows(own, question))
                    refused.AddOrUpdate($"{question.Action} on {question.Resource} with {string.Join(", ", question.Context)}", 1, (_, count) => count + 1);
                if (call.Mutating && Simulator.Allows(neighbour, question))
                    stolen.AddOrUpdate(question.Action, 1, (_, count) => count + 1);
            }
        };
        foreach (var story in Stories())
            story();

        foreach (var (action, count) in seen.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            output.WriteLine($"{action} {count}");
        Assert.True(refused.IsEmpty, string.Join('\n', refused.Keys));

        // What AWS knows no resource for, and the question of Application Auto Scaling about any alarm: docs/decisions/0005-least-privilege.md.
        Assert.Equal(["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "ecs:DeregisterTaskDefinition"], stolen.Keys.Order(StringComparer.Ordinal));

        var callable = CallsInCode.OfTheReconciler.SelectMany(call => Bootstrap.Policies.Permissions.Of(call.Action)).Distinct().Except(Elsewhere);
        Assert.Equal(callable.Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
    }

    private IEnumerable<Action> Stories()
    {
        yield return () => Rehearsal.Play(WithMetricsAsync);
        string[] scenarios = ["first release", "canary", "before-job fails", "canary with check tasks", "crash loop"];
        foreach (var scenario in scenarios)
            yield return () => Run.Of(All.Scenarios.Single(one => one.Name == scenario), Fault.None, TimeSpan.FromMinutes(5));
        yield return new AdoptTests(output).A_service_that_is_as_the_files_say_is_adopted_without_touching_a_task;
        yield return new WorkerTests(output).A_worker_that_crashes_is_taken_back_and_the_old_one_runs_on;
        yield return new RetentionTests().Beyond_the_last_good_ones_revisions_are_deregistered_and_deleted_and_a_failed_one_stays;
        yield return new PruneTests().A_service_that_left_is_deleted_whole_traffic_first_and_the_other_is_not_touched;
        yield return new SwappedPrioritiesTests().Two_services_that_swap_their_priorities_both_end_where_they_belong;
        yield return new ScaledServiceTests().A_range_is_given_up_for_a_fixed_number_and_the_other_way_round;
        yield return new JobTests(output).A_run_that_takes_too_long_is_stopped_and_not_tried_again;
        yield return new ManagedSecretTests().A_missing_secret_holds_the_rollout_up_and_a_changed_one_is_a_new_revision;
    }

    private static async Task WithMetricsAsync(Stage stage)
    {
        using var run = new Rehearsal(stage, Fault.None, Checked("web:good.1", "alarm: nobodys"));
        await run.UntilAsync("Preflight");
        foreach (var image in new[] { "web:good.1", "web:good.2" })
        {
            run.Commit(Checked(image, "errorRate: {max: 1%, over: 2s, minRequests: 1, inconclusive: ignore}"));
            await run.UntilAsync(image, () => run.Status is { Phase: "Steady", Outcome: "Released" } status && status.Stable!.Image == image);
        }

        static string Checked(string image, string check) => Rehearsal.Web(image).Replace("hold: 3s", $"hold: 3s, checks: [{{{check}}}]", StringComparison.Ordinal);
    }

    /// <summary>As planned for an environment of that name, but for what LocalCloud's region has of its own: its account, and the name of its load balancer.</summary>
    private static IReadOnlyList<Statement> Role(string environment)
    {
        var plan = Plan.Of(
            "tests/everything.tfvars", $"environment={environment}",
            """registry={repositories=["beer-api","web","cart","ale","worker","shop"]}""", """reconciler={allow_adoption=true,secret_arns=["arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/keys-??????"]}""");
        return [.. PlannedRole.Reconciler(plan).Select(statement => statement with { Resources = [.. statement.Resources.Select(Local)], Conditions = [.. statement.Conditions.Select(condition => condition with { Values = [.. condition.Values.Select(Local)] })] })];

        string Local(string text) => text.Replace("123456789012", "000000000000", StringComparison.Ordinal).Replace("/app/publican-local/", "/app/public/", StringComparison.Ordinal);
    }
}
