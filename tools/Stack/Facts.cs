using System.Text.Json.Nodes;

namespace Publican.Stack;

/// <summary>Facts to wait for in the status of a service.</summary>
public static class Facts
{
    /// <summary>The image is stable, has all traffic, and the other colour is gone.</summary>
    public static Func<JsonNode, bool> Released(string tag) => status =>
        (string?)status["outcome"] == "Released" && (string?)status["phase"] == "Steady" && Stable(status) == $"beer-api:{tag}"
        && (int?)status["stable"]?["weight"] == 100 && status["candidate"] is null;

    /// <summary>The image was refused: all traffic is on another one, and the status says why.</summary>
    public static Func<JsonNode, bool> TakenBack(string tag) => status =>
        (string?)status["outcome"] == "RolledBack" && (string?)status["phase"] == "RolledBack" && status["evidence"] is not null
        && Stable(status) != $"beer-api:{tag}" && (int?)status["stable"]?["weight"] == 100;

    public static bool Condition(JsonNode status, string type) => status["conditions"]!.AsArray()
        .Any(condition => (string?)condition!["type"] == type && (string?)condition["status"] == "True");

    /// <summary>Image of the stable colour, as name:tag.</summary>
    public static string? Stable(JsonNode status) => (string?)status["stable"]?["image"];
}
