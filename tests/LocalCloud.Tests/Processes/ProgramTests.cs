using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Processes;

/// <summary>The program as it is started in real life: a process of its own.</summary>
public sealed class ProgramTests
{
    private static readonly string LocalCloudDll = typeof(RegionHost).Assembly.Location;

    [Fact]
    public async Task After_SIGKILL_no_task_stays_behind()
    {
        using var folder = new TemporaryFolder();
        using var program = Start(folder, "--port", "0", "--images", folder.At("images"), "--data", folder.At("data"), "--ready-file", folder.At("ready.json"));
        try
        {
            await Fact.ComesTrueAsync(() => File.Exists(folder.At("ready.json")));
            var ready = JsonNode.Parse(await File.ReadAllTextAsync(folder.At("ready.json"), TestContext.Current.CancellationToken))!;
            Assert.Equal(program.Id, (int)ready["pid"]!);
            Directory.CreateDirectory(folder.At("images/idle"));
            await File.WriteAllTextAsync(
                folder.At("images/idle/1.json"), """{"program": "sh", "args": ["-c", "echo $$; trap '' TERM; while :; do sleep 0.05; done"]}""", TestContext.Current.CancellationToken);
            var client = new RawEcs(new Uri((string)ready["endpoint"]!));
            await client.CallAsync("CreateCluster", new { });
            await client.CallAsync("RegisterTaskDefinition", new
            {
                family = "idle", networkMode = "awsvpc", cpu = "256", memory = "512", containerDefinitions = new[] { new { name = "main", image = "idle:1" } },
            });
            await client.CallAsync("CreateService", new { serviceName = "idle", taskDefinition = "idle", desiredCount = 2, networkConfiguration = EcsStories.Network });
            var logs = folder.At("data/logs");
            await Fact.ComesTrueAsync(() => Directory.Exists(logs) && Directory.GetFiles(logs).Count(file => new FileInfo(file).Length > 0) == 2);
            var tasks = Directory.GetFiles(logs).Select(file => File.ReadAllText(file)[25..].Trim()).ToList();
            Assert.All(tasks, task => Assert.True(Directory.Exists($"/proc/{task}")));

            program.Kill();

            await Fact.ComesTrueAsync(() => !tasks.Exists(task => Directory.Exists($"/proc/{task}")));
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("--images is missing", "--port", "0", "--data", "d")]
    [InlineData("'x' is not a whole number from 0 to 65535", "--port", "x", "--images", ".", "--data", "d")]
    [InlineData("--bogus is not an option", "--port", "0", "--images", ".", "--data", "d", "--bogus", "1")]
    [InlineData("--data needs a value", "--port", "0", "--images", ".", "--data")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(string message, params string[] args)
    {
        using var folder = new TemporaryFolder();
        using var program = Start(folder, args);
        var error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, program.ExitCode);
        Assert.Contains(message, error);
    }

    private static Process Start(TemporaryFolder folder, params string[] args)
    {
        Directory.CreateDirectory(folder.At("images"));
        return Process.Start(new ProcessStartInfo("dotnet", [LocalCloudDll, .. args])
        {
            WorkingDirectory = folder.Path, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
    }
}
