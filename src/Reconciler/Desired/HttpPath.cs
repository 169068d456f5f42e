using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>A path that is asked by GET, with a query if need be. ELB takes up to 1,024 characters for a health check.</summary>
internal static partial class HttpPath
{
    private const string Expected = "a path that starts with /, such as /health";

    public static readonly Kind<string?> Kind = Kinds.Text(Expected, Form());

    [GeneratedRegex(@"\A/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1023}\z")]
    private static partial Regex Form();
}
