using System.ComponentModel;
using System.Diagnostics;

namespace AwsSdkGen;

/// <summary>Finds the service models on this machine: botocore comes with the AWS CLI's Python packages.</summary>
internal static class Botocore
{
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
}
