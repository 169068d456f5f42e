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

    /// <summary>Which versions of the beer the request is meant for: any, where it does not say.</summary>
    public static WantedVersions ReadIfMatch(HttpRequest request, FieldErrors errors)
    {
        var header = request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
        {
            return WantedVersions.Any;
        }
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
        {
            errors.Add("If-Match", "must be * or a list of ETags such as \"3\"");
            return WantedVersions.Any;
        }
        return tags.Contains(EntityTagHeaderValue.Any) ? WantedVersions.Any : new WantedVersions([.. tags.Where(tag => !tag.IsWeak).Select(Version).OfType<long>()]);
    }

    /// <summary>For a write, which must say what it is meant for.</summary>
    /// <returns>The problem when it says nothing; what it says wrongly is among the errors.</returns>
    public static ProblemResult? ReadForWrite(HttpRequest request, FieldErrors errors, out WantedVersions wanted)
    {
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            errors.Add("If-None-Match", "is for GET; name the version to change in If-Match");
        }
        wanted = ReadIfMatch(request, errors);
        return errors.None && StringValues.IsNullOrEmpty(request.Headers.IfMatch)
            ? new ProblemResult(
                StatusCodes.Status428PreconditionRequired,
                "Send If-Match with the ETag of the beer you have read, so that nobody else's change is overwritten; If-Match: * changes any version.")
            : null;
    }

    /// <summary>Null for what is no tag of ours, and so matches no version.</summary>
    private static long? Version(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && tag.Tag == Of(version) ? version : null;
}

/// <summary>The versions of a beer that a request is meant for.</summary>
/// <param name="Versions">Null for any.</param>
internal sealed record WantedVersions(long[]? Versions)
{
    public static WantedVersions Any { get; } = new((long[]?)null);

    public bool Include(string tag) => Versions is null || Versions.Any(version => EntityTags.Of(version) == tag);
}
