using System.Text;
using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>GetParameter, GetParameters, GetParametersByPath, DescribeParameters.</summary>
internal sealed class ParameterReads(ParameterStore store)
{
    public GetParameterResponse Get(GetParameterRequest request)
    {
        var name = request.Name ?? throw new AwsException("ValidationException", "Name is required");
        return new GetParameterResponse(Shape(store.Find(name) ?? throw ParameterStore.Missing(name), request.WithDecryption));
    }

    public GetParametersResponse GetMany(GetParametersRequest request)
    {
        var found = UpToTen(request.Names).Select(name => (name, found: FindOrNull(name))).ToLookup(pair => pair.found is not null);
        return new GetParametersResponse(
            [.. found[true].Select(pair => Shape(pair.found!, request.WithDecryption))], [.. found[false].Select(pair => pair.name)]);
    }

    public GetParametersByPathResponse GetByPath(GetParametersByPathRequest request)
    {
        if (request.ParameterFilters is not null)
            throw new AwsException("ValidationException", "LocalCloud does not support ParameterFilters");
        var path = ParameterRules.Path(request.Path);
        var below = store.All.Values.Where(parameter => parameter.Name.StartsWith(path, StringComparison.Ordinal));

        // AWS cuts pages before it filters: a page may be short, or empty, and still have a token.
        var (page, next) = Page.Of(
            below, parameter => parameter.Name, request.MaxResults, 10, 10, request.NextToken, "InvalidNextToken", "ValidationException");
        return new GetParametersByPathResponse(
            [.. page
                .Where(parameter => request.Recursive == true || !parameter.Name.AsSpan(path.Length).Contains('/'))
                .Select(p => Shape(new FoundParameter(p, p.Newest, null), request.WithDecryption))], next);
    }

    public HistoryResponse History(HistoryRequest request)
    {
        var name = request.Name ?? throw new AwsException("ValidationException", "Name is required");
        var parameter = store.Find(name)?.Parameter ?? throw ParameterStore.Missing(name);
        var (page, next) = Page.Of(
            parameter.Versions, version => version.Version.ToString("D10", System.Globalization.CultureInfo.InvariantCulture),
            request.MaxResults, 50, 50, request.NextToken, "InvalidNextToken", "ValidationException");
        return new HistoryResponse([.. page.Select(version => new HistoryShape(
            parameter.Name, parameter.Type, parameter.KeyId, version.LastModified, parameter.Description,
            ValueOf(parameter, version, request.WithDecryption), version.Version, [.. version.Labels], parameter.Tier, "text"))], next);
    }

    public DescribeParametersResponse Describe(DescribeParametersRequest request)
    {
        if (request.Filters is not null || request.ParameterFilters is not null)
            throw new AwsException("ValidationException", "LocalCloud does not support filters in DescribeParameters");
        var (page, next) = Page.Of(
            store.All.Values,
            parameter => parameter.Name,
            request.MaxResults,
            50,
            50,
            request.NextToken,
            "InvalidNextToken",
            "ValidationException");
        return new DescribeParametersResponse([.. page.Select(Metadata)], next);
    }

    public static IReadOnlyList<string> UpToTen(IReadOnlyList<string>? names)
    {
        if (names is not { Count: >= 1 and <= 10 })
            throw new AwsException("ValidationException", $"Names must have 1 to 10 members, got {names?.Count ?? 0}");
        return names.Distinct(StringComparer.Ordinal).Count() == names.Count
            ? names
            : throw new AwsException("ValidationException", "Duplicate parameter names in request");
    }

    private ParameterMetadata Metadata(Parameter parameter) => new(
        parameter.Name,
        store.ArnOf(parameter.Name),
        parameter.Type,
        parameter.KeyId,
        parameter.Newest.LastModified,
        parameter.Description,
        parameter.Newest.Version,
        parameter.Tier,
        DataType: "text");

    private FoundParameter? FindOrNull(string name)
    {
        try
        {
            return store.Find(name);
        }
        catch (AwsException error) when (error.Code == "ParameterVersionNotFound")
        {
            // GetParameters lists what it cannot find instead of failing.
            return null;
        }
    }

    private ParameterShape Shape(FoundParameter found, bool? withDecryption)
    {
        var (parameter, version, selector) = found;
        return new ParameterShape(
            parameter.Name, parameter.Type, ValueOf(parameter, version, withDecryption), version.Version, selector, version.LastModified, store.ArnOf(parameter.Name), "text");
    }

    // AWS gives the cipher text. Here it stands for the place, not for the value: nothing can be learned from it.
    private static string ValueOf(Parameter parameter, ParameterVersion version, bool? withDecryption) => parameter.IsSecure && withDecryption != true
        ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{parameter.KeyId}:{parameter.Name}:{version.Version}"))
        : version.Value;
}
