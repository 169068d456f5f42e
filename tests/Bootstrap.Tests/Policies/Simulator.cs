using System.IO.Enumeration;

namespace Publican.Bootstrap.Policies;

/// <summary>One question to IAM: may this action be done to this resource?</summary>
/// <param name="Context">Condition keys that AWS sets for it, such as <c>aws:ResourceTag/publican:environment</c>; what is not there is absent.</param>
internal sealed record Question(string Action, string Resource, IReadOnlyDictionary<string, string> Context);

/// <summary>
/// IAM's rule: a Deny that applies decides, then an Allow, else it is denied. Only the operators that our policies use; another one is an error, never a guess.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
/// </summary>
internal static class Simulator
{
    public static bool Allows(IReadOnlyList<Statement> statements, Question question)
    {
        var applying = statements.Where(statement => Applies(statement, question)).ToList();
        return applying.Any(statement => statement.IsAllow) && applying.All(statement => statement.IsAllow);
    }

    private static bool Applies(Statement statement, Question question) =>
        statement.Actions.Any(action => Matches(action, question.Action, ignoreCase: true))
        && statement.Resources.Any(resource => Matches(resource, question.Resource))
        && statement.Conditions.All(condition => Holds(condition.Operator, condition.Values, question.Context.GetValueOrDefault(condition.Key)));

    private static bool Holds(string test, IReadOnlyList<string> values, string? found) => test switch
    {
        "Null" => values.Contains(found is null ? "true" : "false"),
        "StringEquals" => found is not null && values.Contains(found),
        "StringEqualsIfExists" => found is null || values.Contains(found),
        "ArnEquals" or "ArnLike" => found is not null && values.Any(value => Matches(value, found)),
        _ => throw new NotSupportedException($"the operator {test} is not judged here"),
    };

    // IAM's * and ? are those of file names; no name that is asked about has a backslash, which would mean something else there.
    private static bool Matches(string pattern, string text, bool ignoreCase = false) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);
}
