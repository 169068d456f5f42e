using System.Globalization;
using System.Text;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>Which beers to list: at most <paramref name="Limit"/> of them, in this order, after the cursor.</summary>
/// <param name="Style">Only beers of exactly this style; null for all.</param>
/// <param name="AbvMin">Only beers at least this strong; null for all.</param>
/// <param name="AbvMax">Only beers at most this strong; null for all.</param>
/// <param name="Words">Only beers with this in their names, in upper or lower case; null for all.</param>
internal sealed record BeerQuery(int Limit, BeerOrder Order, BeerCursor? After, string? Style, decimal? AbvMin, decimal? AbvMax, string? Words)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static BeerQuery All { get; } = new(DefaultLimit, BeerOrder.ById, null, null, null, null, null);

    /// <summary>An unknown parameter is an error: a filter that is passed over in silence gives wrong answers.</summary>
    public static BeerQuery Read(IQueryCollection parameters, FieldErrors errors)
    {
        var query = All;
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
                "abv_min" => query with { AbvMin = ReadAbv("abv_min", value, errors) },
                "abv_max" => query with { AbvMax = ReadAbv("abv_max", value, errors) },
                "q" => query with { Words = BeerText.Check("q", value, BeerText.MaxName, required: true, errors) },
                "sort" => query with { Order = ReadOrder(value, errors) },
                _ => Refuse(query, key, errors),
            };
        }
        CheckTogether(query, errors);
        return query;
    }

    /// <summary>The parameters of the page after this one.</summary>
    public string NextPage(BeerCursor after)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"/beers?limit={Limit}&cursor={after}");
        Append("style", Style);
        Append("abv_min", AbvMin?.ToString(CultureInfo.InvariantCulture));
        Append("abv_max", AbvMax?.ToString(CultureInfo.InvariantCulture));
        Append("q", Words);
        Append("sort", Order == BeerOrder.ById ? null : Order.ToString());
        return text.ToString();

        void Append(string key, string? value)
        {
            if (value is not null)
            {
                text.Append('&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    private static void CheckTogether(BeerQuery query, FieldErrors errors)
    {
        if (query.AbvMin > query.AbvMax)
        {
            errors.Add("abv_min", "must not be more than abv_max");
        }
        if (query.After is { } cursor && cursor.Order != query.Order)
        {
            errors.Add("cursor", $"belongs to sort={cursor.Order}, not to sort={query.Order}");
        }
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

    private static BeerCursor? ReadCursor(string text, FieldErrors errors)
    {
        var cursor = BeerCursor.Parse(text);
        if (cursor is null)
        {
            errors.Add("cursor", "must be taken from the Link header of an earlier answer");
        }
        return cursor;
    }

    private static decimal? ReadAbv(string key, string text, FieldErrors errors)
    {
        if (AlcoholByVolume.ReadText(text, out var abv) is not { } wrong)
        {
            return abv;
        }
        errors.Add(key, wrong);
        return null;
    }

    private static BeerOrder ReadOrder(string text, FieldErrors errors)
    {
        if (BeerOrder.Parse(text) is { } order)
        {
            return order;
        }
        errors.Add("sort", "must be id, name or abv, with a minus before it for descending");
        return BeerOrder.ById;
    }

    private static BeerQuery Refuse(BeerQuery query, string key, FieldErrors errors)
    {
        errors.Add(key, "is not a parameter here; use limit, cursor, style, abv_min, abv_max, q and sort");
        return query;
    }
}
