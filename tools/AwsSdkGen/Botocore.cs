using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AwsSdkGen;

/// <summary>Finds the service models on this machine: botocore comes with the AWS CLI's Python packages.</summary>
internal static partial class Botocore
{
    /// <summary>Name and version, as in "botocore 1.43.11".</summary>
    public static string Version(string data)
    {
        var module = Path.Combine(data, "..", "__init__.py");
        var version = File.Exists(module) ? VersionLine().Match(File.ReadAllText(module)) : Match.Empty;
        return version.Success ? $"botocore {version.Groups[1].Value}" : "an unknown botocore";
    }

    /// <summary>botocore's data folder; null when python3 or botocore is missing.</summary>
    public static string? FindData()
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import botocore; print(botocore.__path__[0])"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var path = python.StandardOutput.ReadToEnd().Trim();
            python.WaitForExit();
            return python.ExitCode == 0 ? Path.Combine(path, "data") : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("""^__version__ = ['"]([^'"]+)['"]""", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}
