using Npgsql;

namespace BeerApi.Beers;

/// <summary>
/// The statement for a list. It holds just the conditions that were asked for, rather than one "$3 IS NULL OR style = $3" after
/// the other, for which no plan is good in every case. Values travel as parameters only.
/// </summary>
internal static class BeerListSql
{
    public static NpgsqlCommand Command(BeerQuery query, string columns, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand { Connection = connection };
        var conditions = new List<string>();
        if (query.Style is { } style)
        {
            conditions.Add($"style = {Add(style)}");
        }
        if (query.AbvMin is { } min)
        {
            conditions.Add($"abv >= {Add(min)}");
        }
        if (query.AbvMax is { } max)
        {
            conditions.Add($"abv <= {Add(max)}");
        }
        if (query.Words is { } words)
        {
            conditions.Add($"name ILIKE {Add($"%{Escape(words)}%")}");
        }
        var (key, beyond, direction) = (Column(query.Order.Key), query.Order.Descending ? "<" : ">", query.Order.Descending ? "DESC" : "ASC");
        if (query.After is { } after)
        {
            // A row comparison, which PostgreSQL turns into one place in the index on both columns.
            conditions.Add(query.Order.Key switch
            {
                BeerKey.Name => $"(name, id) {beyond} ({Add(after.Name!)}, {Add(after.Id)})",
                BeerKey.Abv => $"(abv, id) {beyond} ({Add(after.Abv!.Value)}, {Add(after.Id)})",
                _ => $"id {beyond} {Add(after.Id)}",
            });
        }
        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var order = query.Order.Key == BeerKey.Id ? $"id {direction}" : $"{key} {direction}, id {direction}";
        command.CommandText = $"SELECT {columns} FROM public.beers{where} ORDER BY {order} LIMIT {Add(query.Limit + 1)}";
        return command;

        string Add<T>(T value)
        {
            command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            return $"${command.Parameters.Count}";
        }
    }

    private static string Column(BeerKey key) => key switch
    {
        BeerKey.Name => "name",
        BeerKey.Abv => "abv",
        _ => "id",
    };

    /// <summary>What a client searches for is text, not a pattern.</summary>
    private static string Escape(string words) =>
        words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
