using System.Text.Json.Nodes;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Of whom somebody else is asked, and where it stands: what a webhook is told, and a query may name.</summary>
/// <param name="Step">From 1; null before the first one and in the bake.</param>
/// <param name="TargetGroup">ARN of the candidate's.</param>
public sealed record Subject(
    string Service, string Environment, string Revision, string Commit, Colour Colour, int Weight, int? Step, string? TargetGroup, string? StableTargetGroup)
{
    public string Phase => Weight switch { 0 => "preview", 100 => "bake", _ => "step" };

    public string ToJson() => new JsonObject
    {
        ["service"] = Service,
        ["environment"] = Environment,
        ["revision"] = Revision,
        ["commit"] = Commit,
        ["colour"] = Colour.Word(),
        ["weight"] = Weight,
        ["step"] = Step,
        ["phase"] = Phase,
    }.ToJsonString();

    public string Fill(string query) => QueryPlaceholders.Fill(query, name => name switch
    {
        QueryPlaceholders.Service => Service,
        QueryPlaceholders.Environment => Environment,
        QueryPlaceholders.Revision => Revision,
        QueryPlaceholders.Colour => Colour.Word(),
        QueryPlaceholders.StableColour => Colour.Other().Word(),
        QueryPlaceholders.TargetGroup => Dimension(TargetGroup),
        QueryPlaceholders.StableTargetGroup => Dimension(StableTargetGroup),
        _ => throw new InvalidOperationException($"{name} passed validation and stands for nothing"),
    });

    // As CloudWatch's dimension, and so its exporters, spell it: targetgroup/name/id.
    private static string Dimension(string? groupArn) => groupArn?.Split(':', 6) is [_, _, _, _, _, var name] ? name : groupArn ?? "";
}
