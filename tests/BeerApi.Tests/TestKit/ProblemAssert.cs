using System.Net;
using System.Text.Json;

namespace BeerApi.Tests.TestKit;

internal static class ProblemAssert
{
    /// <summary>The answer is a complete problem of this status.</summary>
    public static async Task<JsonElement> IsAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem;
    }

    /// <summary>The answer is a 400 that names exactly these fields.</summary>
    public static async Task NamesAsync(HttpResponseMessage answer, params string[] fields)
    {
        var problem = await IsAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal(fields.Order(), problem.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order());
    }
}
