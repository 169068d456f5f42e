using System.ComponentModel;
using System.Diagnostics;
using Publican.Stack;

namespace Publican.Delivery.Support;

/// <summary>A program run to its end, as a shell would.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    /// <param name="folder">Where it runs; the root of the checkout without it.</param>
    /// <param name="environment">Added to ours.</param>
    /// <returns>Null when there is no such program on this machine.</returns>
    public static async Task<Command?> TryRunAsync(string program, IEnumerable<string> args, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder ?? Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel);
            return new Command(process.ExitCode, string.Concat(output));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public static async Task<Command> RunAsync(string program, IEnumerable<string> args, string? folder = null, IReadOnlyDictionary<string, string>? environment = null) =>
        await TryRunAsync(program, args, folder, environment) ?? throw new InvalidOperationException($"{program} is not installed");

    /// <summary>The same where anything but exit code 0 fails the test.</summary>
    public static async Task<string> MustAsync(string program, params string[] args)
    {
        var done = await RunAsync(program, args);
        Assert.True(done.ExitCode == 0, $"{program} {string.Join(' ', args)} ended with {done.ExitCode}:\n{done.Output}");
        return done.Output;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
