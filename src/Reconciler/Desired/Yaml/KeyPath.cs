
namespace Publican.Desired.Yaml;

/// <summary>How a place is named to people: <c>spec.rollout.steps[1].weight</c>.</summary>
internal static class KeyPath
{
    public static string Member(string path, string key) => path.Length == 0 ? Shown.Plain(key) : $"{path}.{Shown.Plain(key)}";

    public static string Item(string path, int index) => $"{path}[{index}]";
}
