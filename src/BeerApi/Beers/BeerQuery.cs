using System.Globalization;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>Which beers to list: at most <paramref name="Limit"/> of them, by id, after the one with id <paramref name="After"/>.</summary>
/// <param name="Style">Only beers of exactly this style; null for all.</param>
internal sealed record BeerQuery(int Limit, long After, string? Style)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    /// <summary>An unknown parameter is an error: a filter that is passed over in silence gives wrong answers.</summary>
    public static BeerQuery Read(IQueryCollection parameters, FieldErrors errors)
    {
        var query = new BeerQuery(DefaultLimit, After: 0, Style: null);
        foreach (var (key, values) in parameters)
        {
            var value = values.ToString();
            if (values.Count != 1)
            {
                errors.Add(key, "must be given once");
                continue;
            }
            query = key switch
            {
                "limit" => query with { Limit = ReadLimit(value, errors) },
                "cursor" => query with { After = ReadCursor(value, errors) },
                "style" => query with { Style = BeerText.Check("style", value, BeerText.MaxStyle, required: true, errors) },
                _ => Refuse(query, key, errors),
            };
        }
        return query;
    }

    private static int ReadLimit(string text, FieldErrors errors)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }
        errors.Add("limit", $"must be a whole number from 1 to {MaxLimit}");
        return DefaultLimit;
    }

    private static long ReadCursor(string text, FieldErrors errors)
    {
        if (!BeerCursor.TryParse(text, out var after))
        {
            errors.Add("cursor", "must be taken from the Link header of an earlier answer");
        }
        return after;
    }

    private static BeerQuery Refuse(BeerQuery query, string key, FieldErrors errors)
    {
        errors.Add(key, "is not a parameter here; use limit, cursor and style");
        return query;
    }
}
