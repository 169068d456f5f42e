using System.Text.Json.Nodes;

namespace AwsSdk.Tests.Support;

internal static class Same
{
    public static void Json(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {JsonNode.Parse(expected)!.ToJsonString()}\nbut was  {actual.ToJsonString()}");
}
