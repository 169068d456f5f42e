using Publican.Bootstrap.Terraform;

namespace Publican.Bootstrap.Policies;

/// <summary>A role of a plan with all that its inline policies say.</summary>
internal static class PlannedRole
{
    /// <summary>Of the reconciler, from both of its policies.</summary>
    public static IReadOnlyList<Statement> Reconciler(Plan plan) => [.. Reads(plan), .. Changes(plan)];

    public static IReadOnlyList<Statement> Reads(Plan plan) => Of(plan, "module.identity.aws_iam_role_policy.reconciler_reads");

    public static IReadOnlyList<Statement> Changes(Plan plan) => Of(plan, "module.identity.aws_iam_role_policy.reconciler_changes");

    private static IReadOnlyList<Statement> Of(Plan plan, string address) =>
        Statement.Read(plan.One(address).Text("policy") ?? throw new InvalidOperationException($"{address} is not known before the apply: it must be made of names alone"));
}
