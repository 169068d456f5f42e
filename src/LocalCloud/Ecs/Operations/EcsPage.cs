using LocalCloud.Protocols;

namespace LocalCloud.Ecs.Operations;

/// <summary>Pages of ECS's lists: at most 100 items, and ECS's code for a wrong token or size.</summary>
internal static class EcsPage
{
    private const string Error = "InvalidParameterException";

    public static (IReadOnlyList<T> Items, string? NextToken) Of<T>(
        IEnumerable<T> items, Func<T, string> key, int? maxResults, string? nextToken, int standard = 100, bool descending = false) =>
        Page.Of(items, key, maxResults, standard, 100, nextToken, Error, Error, descending);
}
