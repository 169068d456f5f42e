using System.Diagnostics;
using System.Text.RegularExpressions;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Stack;
using Tag = Amazon.ECS.Model.Tag;
using Task = System.Threading.Tasks.Task;

namespace Publican.EndToEnd;

/// <summary>What docs/operations.md tells people to type while the reconciler is away, typed with the AWS CLI.</summary>
public sealed class OperationsPageTests(RunningStack running)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task The_lines_of_the_page_bring_traffic_back_while_the_reconciler_stands_still()
    {
        await RequireAsync();
        var before = await running.AtRestAsync();
        var after = before == "1.1.0" ? "1.2.0" : "1.1.0";
        var status = await running.UntilReleasedAsync(after, await running.CommitAsync(after));
        var other = (string?)status["stable"]!["colour"] == "blue" ? "green" : "blue";
        running.Stack.Reconciler.Freeze();
        try
        {
            await TypeAsync("rollback-by-hand", running.Stack, ("colour", other));
            await Wait.UntilAsync($"{before} answers", async () => await running.Stack.VersionAsync() == before, Patience);
        }
        finally
        {
            running.Stack.Reconciler.Thaw();
        }

        // As the page says: what the files say is made real again.
        await Wait.UntilAsync($"{after} answers again", async () => await running.Stack.VersionAsync() == after, Patience);
        await running.AtRestAsync();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_lines_of_the_page_take_down_what_the_reconciler_made_and_nothing_else()
    {
        await RequireAsync();
        var folder = Directory.CreateTempSubdirectory("publican-take-down-").FullName;
        await using (var stack = await LocalStack.StartAsync(new StackOptions(folder, Edit: ShortRollouts.EditAsync)))
        {
            await stack.WaitForBeersAsync(Patience);
            await stack.Hands.LoadBalancing.CreateTargetGroupAsync(new CreateTargetGroupRequest { Name = "a-neighbours", Protocol = "HTTP", Port = 80, VpcId = "vpc-local", TargetType = "ip" });
            stack.Reconciler.Freeze();
            await StartTaskAsync(stack, new Tag { Key = "publican:environment", Value = "local" });
            var neighbours = await StartTaskAsync(stack, new Tag { Key = "publican:environment", Value = "another" });

            await TypeAsync("take-down", stack);

            await Wait.UntilAsync("no task is left but the neighbour's", async () => (await TasksAsync(stack)).SequenceEqual([neighbours]), Patience);
            Assert.Empty((await stack.Hands.Ecs.ListServicesAsync(new ListServicesRequest { Cluster = Hands.Cluster })).ServiceArns ?? []);
            Assert.Equal(["a-neighbours"], (await stack.Hands.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest())).TargetGroups.Select(group => group.TargetGroupName));
            stack.Reconciler.Thaw();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A task of no service, as a before-job is one.</summary>
    private static async Task<string> StartTaskAsync(LocalStack stack, Tag tag)
    {
        var services = await stack.Hands.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Hands.Cluster, Services = [$"{LocalStack.Service}-blue"] });
        var answer = await stack.Hands.Ecs.RunTaskAsync(new RunTaskRequest
        {
            Cluster = Hands.Cluster, TaskDefinition = services.Services[0].TaskDefinition, LaunchType = "FARGATE", NetworkConfiguration = services.Services[0].NetworkConfiguration, Tags = [tag],
        });
        return answer.Tasks[0].TaskArn;
    }

    private static async Task<List<string>> TasksAsync(LocalStack stack) => (await stack.Hands.Ecs.ListTasksAsync(new ListTasksRequest { Cluster = Hands.Cluster })).TaskArns ?? [];

    private static async Task TypeAsync(string block, LocalStack stack, params (string Name, string Value)[] more)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"), TestContext.Current.CancellationToken);
        var lines = Regex.Match(page, $"^```sh\n# {block}\n(?<lines>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline).Groups["lines"].Value;
        Assert.NotEmpty(lines);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", lines]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["environment"] = "local", ["service"] = LocalStack.Service, ["priority"] = "100",
            ["AWS_ENDPOINT_URL"] = stack.Cloud.Endpoint.ToString().TrimEnd('/'), ["AWS_REGION"] = Hands.Region, ["AWS_DEFAULT_REGION"] = Hands.Region,
            ["AWS_ACCESS_KEY_ID"] = "a-person", ["AWS_SECRET_ACCESS_KEY"] = "local", ["AWS_PAGER"] = "",
        })
            start.Environment[name] = value;
        foreach (var (name, value) in more)
            start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var output = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, string.Concat(output));
    }

    private static async Task RequireAsync()
    {
        using var which = Process.Start(new ProcessStartInfo("sh", ["-c", "command -v aws"]) { RedirectStandardOutput = true })!;
        await which.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(which.ExitCode != 0, "the AWS CLI is not installed, so the page's lines cannot be typed");
    }
}
