using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using BeerApi.Configuration;
using BeerApi.Tests.TestKit;
using Json.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BeerApi.Tests;

public sealed class OpenApiTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src/BeerApi/OpenApi/v1.json")))!;
    private const string Draft = """{"name": "Cellar Door", "style": null, "abv": 5.4}""";

    [Fact]
    public async Task The_document_is_served_as_it_stands_in_the_repository() =>
        Assert.True(JsonNode.DeepEquals(Document, JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v1.json"))));

    [Fact]
    public async Task The_document_names_the_routes_that_there_are_and_no_others()
    {
        await using var app = BeerServer.Build(Settings.Read(name => name == "DATABASE_URL" ? api.DatabaseUrl : null));
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Where(method => method != "HEAD")
                .Select(method => $"{method} {Path(endpoint.RoutePattern.RawText!)}"));
        var described = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(member => member.Key != "parameters").Select(member => $"{member.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(described.Order(), routes.Order());

        static string Path(string pattern) => $"/{pattern.Replace(":long:min(0)", "", StringComparison.Ordinal).Trim('/')}";
    }

    /// <summary>Each answer is of a status the document names for the call, and its body is as the document has it.</summary>
    [Fact]
    public async Task Real_answers_are_as_the_document_says()
    {
        using var added = await CheckAsync("POST", "/beers", "/beers", Draft, HttpStatusCode.Created, ("Idempotency-Key", "doc"));
        var beer = added.Headers.Location!.ToString();
        await CheckAsync("POST", "/beers", "/beers", Draft + " ", HttpStatusCode.UnprocessableEntity, ("Idempotency-Key", "doc"));
        await CheckAsync("POST", "/beers", "/beers", "{}", HttpStatusCode.BadRequest);
        await CheckAsync("POST", "/beers", "/beers", null, HttpStatusCode.UnsupportedMediaType);
        await CheckAsync("POST", "/beers", "/beers", new string(' ', 70_000), HttpStatusCode.RequestEntityTooLarge);
        await CheckAsync("GET", "/beers", "/beers?limit=3&sort=-name", null, HttpStatusCode.OK);
        await CheckAsync("GET", "/beers", "/beers?limit=x", null, HttpStatusCode.BadRequest);
        await CheckAsync("POST", "/beers/bulk", "/beers/bulk", Draft, HttpStatusCode.OK);
        await CheckAsync("POST", "/beers/bulk", "/beers/bulk", "{}", HttpStatusCode.BadRequest);
        await CheckAsync("GET", "/beers/{id}", beer, null, HttpStatusCode.OK);
        await CheckAsync("GET", "/beers/{id}", beer, null, HttpStatusCode.NotModified, ("If-None-Match", added.Tag()));
        await CheckAsync("GET", "/beers/{id}", beer, null, HttpStatusCode.PreconditionFailed, ("If-Match", "\"0\""));
        await CheckAsync("GET", "/beers/{id}", "/beers/0", null, HttpStatusCode.NotFound);
        foreach (var method in new[] { "PUT", "PATCH" })
        {
            await CheckAsync(method, "/beers/{id}", beer, Draft, HttpStatusCode.PreconditionRequired);
            await CheckAsync(method, "/beers/{id}", beer, Draft, HttpStatusCode.PreconditionFailed, ("If-Match", "\"0\""));
            await CheckAsync(method, "/beers/{id}", beer, Draft, HttpStatusCode.OK, ("If-Match", "*"));
        }
        await CheckAsync("DELETE", "/beers/{id}", beer, null, HttpStatusCode.NoContent, ("If-Match", "*"));
        await CheckAsync("POST", "/seed", "/seed", null, HttpStatusCode.OK);
        foreach (var path in new[] { "/", "/health", "/health/ready", "/metrics", "/docs" })
        {
            await CheckAsync("GET", path, path, null, HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task The_page_names_every_operation_and_loads_nothing()
    {
        using var answer = await api.Client.GetAsync("/docs");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.All(
            Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Where(member => member.Key != "parameters"),
            operation => Assert.Contains($"<h2 id={operation.Value!["operationId"]}>", page, StringComparison.Ordinal));
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> CheckAsync(string method, string described, string path, string? body, HttpStatusCode status, params (string, string)[] headers)
    {
        var type = described == "/beers/bulk" ? "application/x-ndjson" : "application/json";
        var answer = await api.Client.SendAsync(method, path, body, type, headers);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        var promised = Document["paths"]![described]![method.ToLowerInvariant()]!["responses"]![$"{(int)status}"];
        Assert.True(promised is not null, $"{method} {described} says nothing of {(int)status}");
        promised = promised["$ref"] is { } reference ? Document["components"]!["responses"]![reference.GetValue<string>().Split('/')[^1]]! : promised;
        if (promised["content"]?.AsObject() is not { } contents)
        {
            Assert.Empty(text);
            return answer;
        }
        var (mediaType, content) = contents.Single();
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
        if (mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            var result = Schema(content!["schema"]!).Evaluate(JsonNode.Parse(text), new EvaluationOptions { OutputFormat = OutputFormat.List });
            Assert.True(result.IsValid, $"{method} {path}: {text} {JsonSerializer.Serialize(result)}");
        }
        return answer;
    }

    /// <summary>OpenAPI keeps its schemas where JSON Schema does not look for them.</summary>
    private static JsonSchema Schema(JsonNode schema)
    {
        var alone = schema.DeepClone().AsObject();
        alone["$defs"] = Document["components"]!["schemas"]!.DeepClone();
        return JsonSchema.FromText(alone.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }
}
