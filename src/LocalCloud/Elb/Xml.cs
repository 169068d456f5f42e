using System.Xml.Linq;

namespace LocalCloud.Elb;

/// <summary>The shapes of an answer in the Query protocol.</summary>
internal static class Xml
{
    public static XElement Result(params object?[] content) => new("Result", content);

    public static XElement List<T>(string name, IEnumerable<T> items, Func<T, object?[]> render) =>
        new(name, items.Select(item => new XElement("member", render(item))));

    public static XElement Strings(string name, IEnumerable<string> values) => List(name, values, value => [value]);
}
