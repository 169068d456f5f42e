using Amazon.Runtime;

namespace Publican.AwsSmoke;

/// <summary>Makes the stage, checks every assumption, takes the stage down again.</summary>
internal static class SmokeRun
{
    /// <param name="credentials">Null finds them as every AWS SDK does.</param>
    /// <returns>True when every assumption holds and nothing is left behind.</returns>
    public static async Task<bool> RunAsync(SmokeOptions options, TextWriter output, AWSCredentials? credentials = null)
    {
        using var region = new SmokeRegion(options, credentials ?? (options.Endpoint is null ? null : new BasicAWSCredentials("aws-smoke", "local")));
        var broken = 0;
        try
        {
            var stage = await Stage.BuildAsync(region);
            foreach (var assumption in Assumptions.All)
            {
                var problem = await ProblemAsync(assumption, region, stage);
                broken += problem is null ? 0 : 1;
                await output.WriteLineAsync($"{(problem is null ? "holds " : "BROKEN")} {assumption.Claim}{(problem is null ? "" : $": {problem}")}");
            }
        }
        finally
        {
            foreach (var left in await region.CleanUpAsync())
            {
                broken++;
                await output.WriteLineAsync($"LEFT   {left}");
            }
        }

        await output.WriteLineAsync($"{Assumptions.All.Count} assumptions, {broken} broken or left behind");
        return broken == 0;
    }

    private static async Task<string?> ProblemAsync(Assumption assumption, SmokeRegion region, Stage stage)
    {
        try
        {
            return await assumption.ProblemAsync(region, stage);
        }
        catch (AmazonServiceException error)
        {
            return $"refused with {error.ErrorCode}: {error.Message}";
        }
    }
}
