using System.Text;

namespace AwsSdkGen;

/// <summary>Names as the official generator makes them.</summary>
internal static class Naming
{
    public static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>http-header → HttpHeader, FARGATE_SPOT stays, 2xx.count → _2xxCount: underscores and inner case are kept.</summary>
    public static string Constant(string value)
    {
        var name = new StringBuilder();
        var atStart = true;
        foreach (var letter in value)
        {
            if (!char.IsLetterOrDigit(letter) && letter != '_')
            {
                atStart = true;
                continue;
            }

            name.Append(atStart ? char.ToUpperInvariant(letter) : letter);
            atStart = false;
        }

        return char.IsDigit(name[0]) ? "_" + name : name.ToString();
    }

    /// <summary>InvalidNextToken → InvalidNextTokenException, InternalServiceFault → InternalServiceException.</summary>
    public static string Exception(string shape)
    {
        const string suffix = "Exception";
        if (shape.EndsWith(suffix, StringComparison.Ordinal))
            return shape;
        const string fault = "Fault";
        return (shape.EndsWith(fault, StringComparison.Ordinal) ? shape[..^fault.Length] : shape) + suffix;
    }
}
