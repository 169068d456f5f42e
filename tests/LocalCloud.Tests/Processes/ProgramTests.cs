using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalCloud.Processes;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Processes;

/// <summary>The program as it is started in real life: a process of its own.</summary>
public sealed class ProgramTests
{
    private static readonly string LocalCloudDll = typeof(RegionHost).Assembly.Location;

    /// <summary>A task that ignores SIGTERM and has a child that does so too.</summary>
    private const string Stubborn = """{"program": "sh", "args": ["-c", "trap '' TERM; sleep 98765 & echo $$ $!; wait"]}""";

    [Fact]
    public async Task After_SIGKILL_no_task_stays_behind_nor_what_it_forked()
    {
        using var folder = new TemporaryFolder();
        using var program = Start(
            folder, "--port", "0", "--images", folder.At("images"), "--data", folder.At("data"), "--ready-file", folder.At("ready.json"));
        try
        {
            var processes = await TwoTasksAsync(folder, program);
            program.Kill();
            await Fact.ComesTrueAsync(() => !processes.Exists(process => Directory.Exists($"/proc/{process}")));
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public async Task SIGTERM_ends_all_tasks_and_the_ready_file_and_the_program_with_0()
    {
        using var folder = new TemporaryFolder();
        using var program = Start(
            folder, "--port", "0", "--images", folder.At("images"), "--data", folder.At("data"), "--ready-file", folder.At("ready.json"));
        try
        {
            var processes = await TwoTasksAsync(folder, program);
            ProcessGroup.Terminate(program.Id);
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, program.ExitCode);
            await Fact.ComesTrueAsync(() => !processes.Exists(process => Directory.Exists($"/proc/{process}")));
            Assert.False(File.Exists(folder.At("ready.json")));
        }
        finally
        {
            program.Kill();
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

    /// <returns>Process ids of both tasks and their children, all alive.</returns>
    private static async Task<List<string>> TwoTasksAsync(TemporaryFolder folder, Process program)
    {
        await Fact.ComesTrueAsync(() => File.Exists(folder.At("ready.json")));
        var ready = JsonNode.Parse(await File.ReadAllTextAsync(folder.At("ready.json")))!;
        Assert.Equal(program.Id, (int)ready["pid"]!);
        Directory.CreateDirectory(folder.At("images/stubborn"));
        await File.WriteAllTextAsync(folder.At("images/stubborn/1.json"), Stubborn);
        var client = new RawEcs(new Uri((string)ready["endpoint"]!));
        await client.CallAsync("CreateCluster", new { });
        await client.CallAsync("RegisterTaskDefinition", new
        {
            family = "stubborn", networkMode = "awsvpc", cpu = "256", memory = "512", containerDefinitions = new[] { new { name = "main", image = "stubborn:1" } },
        });
        await client.CallAsync(
            "CreateService",
            new { serviceName = "web", taskDefinition = "stubborn", desiredCount = 2, networkConfiguration = EcsStories.Network });
        var logs = folder.At("data/logs");
        await Fact.ComesTrueAsync(
            () => Directory.Exists(logs) && Directory.GetFiles(logs).Count(file => new FileInfo(file).Length > 0) == 2);
        var processes = Directory.GetFiles(logs)
            .SelectMany(file => File.ReadAllText(file)[25..].Split(' ', StringSplitOptions.TrimEntries))
            .ToList();
        Assert.Equal(4, processes.Count(process => Directory.Exists($"/proc/{process}")));
        return processes;
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
