using System.Text.Json.Nodes;

namespace AwsSdk.Tests.Support;

internal static class Same
{
    public static void Json(string expected, JsonNode actual)
    {
        var node = JsonNode.Parse(expected)!;
        Assert.True(JsonNode.DeepEquals(node, actual), $"expected {node.ToJsonString()}\nbut was  {actual.ToJsonString()}");
    }
}
