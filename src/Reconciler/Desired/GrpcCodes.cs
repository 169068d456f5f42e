using System.Globalization;
using System.Text.RegularExpressions;

namespace Publican.Desired;

/// <summary>gRPC status codes as a target group's matcher takes them: 0 to 99, lists and ranges.</summary>
internal static partial class GrpcCodes
{
    public const string Expected = "gRPC codes from 0 to 99, such as 0 or 0,12 or 0-99";

    public static string? Problem(string text) => Form().IsMatch(text) && text.Split(',').All(Rises) ? null : FieldValues.NotExpected(Expected, text);

    private static bool Rises(string range) => range.Split('-') is not [var from, var to] || Number(from) <= Number(to);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]?)(?:-(?:0|[1-9][0-9]?))?(?:,(?:0|[1-9][0-9]?)(?:-(?:0|[1-9][0-9]?))?){0,19}\z")]
    private static partial Regex Form();
}
