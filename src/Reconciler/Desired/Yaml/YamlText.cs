using System.Buffers;
using System.Globalization;
using System.Text;
using Publican.Sources;

namespace Publican.Desired.Yaml;

/// <summary>Bytes to text: strict UTF-8 without control characters, indented with spaces.</summary>
internal static class YamlText
{
    /// <returns>The text, or null when the report says why there is none.</returns>
    public static string? Decode(SourceFile file, ErrorReport errors)
    {
        if (file.Problem is not null) errors.Add(file.Problem);
        else if (file.Content.Length > SourceFile.MaxBytes) errors.Add(SourceFile.TooLarge(file.Content.Length));
        else if (Utf8(file.Content.Span, errors) is { } text && IsClean(text, errors)) return text;
        return null;
    }

    private static string? Utf8(ReadOnlySpan<byte> bytes, ErrorReport errors)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[3..];
        var at = FirstInvalid(bytes);
        if (at < 0) return Encoding.UTF8.GetString(bytes);
        var before = Encoding.UTF8.GetString(bytes[..at]);
        errors.Add(PlaceOf(before, before.Length), "", $"the byte 0x{bytes[at]:X2} is not UTF-8; save the file as UTF-8 text");
        return null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != OperationStatus.Done) return at;
            at += length;
        }

        return -1;
    }

    private static bool IsClean(string text, ErrorReport errors)
    {
        var control = text.AsSpan().IndexOfAnyInRange('\0', '\b');
        if (control < 0) control = IndexOfOtherControl(text);
        if (control >= 0)
        {
            var name = ((int)text[control]).ToString("X4", CultureInfo.InvariantCulture);
            errors.Add(PlaceOf(text, control), "", $"the control character U+{name} does not belong in YAML; this looks like a binary file");
            return false;
        }

        return HasNoTabIndentation(text, errors);
    }

    private static int IndexOfOtherControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r' or '\u0085')) return i;
        }

        return -1;
    }

    /// <summary>YAML forbids tabs in indentation, but parsers report them far from where they stand, or as something else.</summary>
    private static bool HasNoTabIndentation(string text, ErrorReport errors)
    {
        Place? first = null;
        var (count, line) = (0, 0);
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indentation = content[..^content.TrimStart(" \t").Length];
            var tab = indentation.IndexOf('\t');
            if (tab < 0 || indentation.Length == content.Length) continue;
            first ??= new Place(line, tab + 1);
            count++;
        }

        if (first is null) return true;
        var rest = count == 1 ? "" : $" ({count} lines of this file do)";
        errors.Add(first.Value, "", $"a tab stands in the indentation{rest}; YAML is indented with spaces");
        return false;
    }

    private static Place PlaceOf(string text, int index)
    {
        var before = text.AsSpan(0, index);
        var lineStart = before.LastIndexOf('\n') + 1;
        return new Place(before.Count('\n') + 1, index - lineStart + 1);
    }
}
