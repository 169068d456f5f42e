using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Publican.Desired;

namespace Publican.Validation;

/// <summary>A report as editors and pipelines read it: <c>file:line:column: key: message</c>, or JSON.</summary>
internal static class ValidationText
{
    public static string Of(ValidationReport report, bool json) => json
        ? JsonSerializer.Serialize(report, ValidationJson.Default.ValidationReport)
        : Lines(report);

    private static string Lines(ValidationReport report)
    {
        var text = new StringBuilder();
        foreach (var error in report.Errors) text.Append(Line(error)).Append('\n');
        return text.Append(Summary(report)).ToString();
    }

    // Line 0 is the file as a whole, which problem matchers know as its name alone.
    private static string Line(DesiredError error)
    {
        var place = error.Line == 0 ? error.File : string.Create(CultureInfo.InvariantCulture, $"{error.File}:{error.Line}:{Math.Max(error.Column, 1)}");
        return error.Key.Length == 0 ? $"{place}: {error.Message}" : $"{place}: {error.Key}: {error.Message}";
    }

    private static string Summary(ValidationReport report)
    {
        if (!report.Valid)
            return $"{report.Path}: {Count(report.Errors.Length, "error")} in {Count(report.Errors.Select(error => error.File).Distinct().Count(), "file")}";
        return report.Environment is { } environment
            ? $"{report.Path}: environment {environment} with {Count(report.Services.Length, "service")}{(report.Jobs.IsEmpty ? "" : $" and {Count(report.Jobs.Length, "job")}")}: valid"
            : $"{report.Path}: no error here, but the environment has some in other files";
    }

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ValidationReport))]
internal sealed partial class ValidationJson : JsonSerializerContext;
