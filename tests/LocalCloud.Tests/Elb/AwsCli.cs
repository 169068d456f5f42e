using System.Diagnostics;
using System.Text.Json;
using LocalCloud.Tests.Traffic;

namespace LocalCloud.Tests.Elb;

/// <summary>Amazon's own command line client, as a judge that we did not write.</summary>
internal static class AwsCli
{
    /// <summary>Null when it can be used, else why it cannot.</summary>
    public static string? Missing { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "aws"))) ? null : "The AWS CLI is not on PATH; install awscli to run the conformance tests.";

    public static async Task<JsonElement> RunAsync(LocalRegion region, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", [.. arguments, "--output", "json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new[]
                 {
                     ("AWS_ENDPOINT_URL", region.Endpoint), ("AWS_ACCESS_KEY_ID", "cli"), ("AWS_SECRET_ACCESS_KEY", "any"),
                     ("AWS_DEFAULT_REGION", "eu-west-1"), ("AWS_PAGER", ""), ("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
                 })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"aws {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
        var text = await output;
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
