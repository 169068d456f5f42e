using System.Diagnostics;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>The publican command as a person at a shell runs it.</summary>
internal static class PublicanCommand
{
    public static async Task<(int ExitCode, string Output)> RunAsync(Uri status, params string[] args)
    {
        var start = new ProcessStartInfo(Repository.Program("Reconciler", "publican"), args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PUBLICAN_STATUS_URL"] = status.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = "a-person";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
