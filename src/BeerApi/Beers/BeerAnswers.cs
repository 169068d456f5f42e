using System.Globalization;
using System.Text.Json;
using BeerApi.Http;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>What clients are told about one beer.</summary>
internal static class BeerAnswers
{
    public static ProblemResult NotFound { get; } = new(StatusCodes.Status404NotFound, "There is no beer with this id.");

    public static Answer Of(Beer beer, int status) =>
        new(status, null, EntityTags.Of(beer.Version), JsonSerializer.SerializeToUtf8Bytes(beer, BeerJson.ForPeople.Beer));

    public static Answer Created(Beer beer) => Of(beer, StatusCodes.Status201Created) with
    {
        Location = $"/beers/{beer.Id.ToString(CultureInfo.InvariantCulture)}",
    };

    /// <summary>Null when something was written.</summary>
    public static ProblemResult? WhyNot(WriteOutcome outcome) => outcome switch
    {
        { Beer: not null } => null,
        { Exists: true } => new ProblemResult(
            StatusCodes.Status412PreconditionFailed, "The beer has changed since the version in If-Match: read it again and decide anew."),
        _ => NotFound,
    };
}
