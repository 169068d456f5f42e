using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Support;

/// <summary>The AWS CLI of this machine. Tests that need it are skipped where it is not installed.</summary>
internal sealed class AwsCli(Uri endpoint)
{
    /// <exception cref="Xunit.Sdk.SkipException">There is no AWS CLI here.</exception>
    public static AwsCli For(TestRegion region)
    {
        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "aws")));
        Assert.SkipUnless(installed, "the AWS CLI is not on PATH");
        return new AwsCli(region.Endpoint);
    }

    public async Task<JsonNode?> JsonAsync(params string[] args)
    {
        var (exitCode, output, error) = await RunAsync(args);
        Assert.True(exitCode == 0, error);
        return output.Length > 0 ? JsonNode.Parse(output) : null;
    }

    /// <summary>What the CLI writes when the call fails.</summary>
    public async Task<string> ErrorAsync(params string[] args)
    {
        var (exitCode, _, error) = await RunAsync(args);
        Assert.NotEqual(0, exitCode);
        return error;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] args)
    {
        var start = new ProcessStartInfo(
            "aws", ["--endpoint-url", endpoint.ToString(), "--region", "eu-west-1", "--output", "json", .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = "cli", ["AWS_SECRET_ACCESS_KEY"] = "any", ["AWS_PAGER"] = "", ["AWS_MAX_ATTEMPTS"] = "1" },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
