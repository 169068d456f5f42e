using System.Globalization;
using System.Text.Json;
using BeerApi.Http;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>What clients are told about one beer.</summary>
internal static class BeerAnswers
{
    public static ProblemResult NotFound { get; } = new(StatusCodes.Status404NotFound, "There is no beer with this id.");

    public static ProblemResult OtherVersion { get; } = new(
        StatusCodes.Status412PreconditionFailed, "The beer has changed since the version in If-Match: read it again and decide anew.");

    public static Answer Written(Written written, int status) =>
        new(status, null, EntityTags.Of(written.Beer.Version), JsonSerializer.SerializeToUtf8Bytes(written.Beer, BeerJson.ForPeople.Beer))
        {
            Transaction = written.Transaction,
        };

    public static Answer Created(Written written) => Written(written, StatusCodes.Status201Created) with
    {
        Location = $"/beers/{written.Beer.Id.ToString(CultureInfo.InvariantCulture)}",
    };

    /// <summary>Null when something was written.</summary>
    public static ProblemResult? WhyNot(WriteOutcome outcome) => outcome switch
    {
        { Written: not null } => null,
        { Exists: true } => OtherVersion,
        _ => NotFound,
    };
}
