using System.Xml.Linq;

namespace LocalCloud.Pages;

/// <summary>Elements of a page. Text is escaped by XML's own rules; an element without content still gets its end tag, as HTML wants it.</summary>
internal static class Html
{
    public static XElement Of(string tag, string? kind, params object?[] content)
    {
        var element = new XElement(tag, content.Length == 0 ? "" : content);
        if (element.IsEmpty) element.Value = "";
        if (kind is not null) element.SetAttributeValue("class", kind);
        return element;
    }

    public static XElement Section(string title, params object?[] content) => Of("section", null, Of("h2", null, title), content);

    public static XElement Table(IReadOnlyList<string> head, IEnumerable<object?[]> rows) => Of(
        "table", null,
        Of("tr", null, [.. head.Select(cell => Of("th", null, cell))]),
        rows.Select(row => Of("tr", null, [.. row.Select(cell => Of("td", null, cell ?? ""))])).ToArray());

    /// <summary>A word with a colour of its own; the word is always there too.</summary>
    public static XElement Chip(string kind, string text, string? title = null)
    {
        var chip = Of("span", $"chip {kind}", text);
        if (title is not null) chip.SetAttributeValue("title", title);
        return chip;
    }

    public static XElement Bar(string kind, double percent, string text)
    {
        var bar = Of("div", $"bar {kind}", text);
        bar.SetAttributeValue("style", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"width:{percent:0.##}%"));
        return bar;
    }
}
