using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Support;

/// <summary>ECS calls to an endpoint that is not in this process.</summary>
internal sealed class RawEcs(Uri endpoint)
{
    private static readonly HttpClient Http = new();

    public async Task<JsonNode> CallAsync(string action, object input)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonContent.Create(input) };
        request.Headers.Add("X-Amz-Target", "AmazonEC2ContainerServiceV20141113." + action);
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=tester/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=00");
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
