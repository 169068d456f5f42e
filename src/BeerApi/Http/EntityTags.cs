using System.Globalization;
using BeerApi.Problems;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace BeerApi.Http;

/// <summary>ETags and the conditions made of them, as RFC 9110 has them. The tag of a beer is its version, which each write counts up.</summary>
internal static class EntityTags
{
    public static string Of(long version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>For GET: the client has this version already.</summary>
    public static bool IsKnown(HttpRequest request, string tag)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0)
        {
            return false;
        }
        var current = new EntityTagHeaderValue(tag);
        return EntityTagHeaderValue.TryParseStrictList(header, out var known)
            && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(current, useStrongComparison: false));
    }

    /// <summary>For a write: which versions of the beer it was meant for.</summary>
    /// <returns>The problem; null when the request says it.</returns>
    public static ProblemResult? ReadCondition(HttpRequest request, out WriteCondition condition)
    {
        condition = WriteCondition.Anything;
        var errors = new FieldErrors();
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            errors.Add("If-None-Match", "is for GET; name the version to change in If-Match");
            return ProblemResult.Invalid(errors);
        }
        if (StringValues.IsNullOrEmpty(request.Headers.IfMatch))
        {
            return new ProblemResult(
                StatusCodes.Status428PreconditionRequired,
                "Send If-Match with the ETag of the beer you have read, so that nobody else's change is overwritten; If-Match: * changes any version.");
        }
        if (!EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags))
        {
            errors.Add("If-Match", "must be * or a list of ETags such as \"3\"");
            return ProblemResult.Invalid(errors);
        }
        if (!tags.Contains(EntityTagHeaderValue.Any))
        {
            condition = new WriteCondition([.. tags.Where(tag => !tag.IsWeak).Select(Version).OfType<long>()]);
        }
        return null;
    }

    /// <summary>Null for what is no tag of ours, and so matches no version.</summary>
    private static long? Version(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && tag.Tag == Of(version) ? version : null;
}

/// <summary>The versions that a write may change.</summary>
/// <param name="Versions">Null for any.</param>
internal sealed record WriteCondition(long[]? Versions)
{
    public static WriteCondition Anything { get; } = new((long[]?)null);
}
