using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Loop;
using Publican.Publishing;
using Publican.Sources;
using Publican.Stack;
using Publican.Status;
using Publican.Tests.Desired;
using Publican.Tests.Sources;

namespace Publican.Tests.Publishing;

/// <summary>The command as a person types it, and the reconciler's keeper that reads what it wrote.</summary>
public sealed class PublishedInForceTests(LocalParameters store) : IClassFixture<LocalParameters>, IDisposable
{
    private readonly ParameterAddress _address = store.NewPath();
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_last_good_state_stays_in_force_whatever_stands_there_and_a_new_publish_mends_it()
    {
        var settings = ReconcilerSettings.From(Variables($"{_address}").GetValueOrDefault);
        var board = new StatusBoard(TimeProvider.System);
        using var wake = new WakeUp(TimeProvider.System);
        using var keeper = new DesiredKeeper(new ParameterSource(_address, store.Ssm), settings, board, wake, NullLogger<DesiredKeeper>.Instance);
        await keeper.PollAsync(TestContext.Current.CancellationToken);
        Assert.Contains("is not there", Assert.Single(board.Current.Errors).Message, StringComparison.Ordinal);

        Write("environment.yaml", Revisions.Environment);
        Write("web.yaml", Revisions.Service);
        await PublishAsync("good");
        await keeper.PollAsync(TestContext.Current.CancellationToken);
        var good = keeper.Current!;
        Assert.Equal(("good", 1), (good.Commit, good.Services.Length));

        foreach (var (manifest, says) in new[]
        {
            ("{", "is not JSON"),
            ("""{"revision": "bad", "documents": {"web.yaml": 99}}""", "names what is not there"),
            ("""{"revision": "bad", "documents": {"web.yaml": 1}}""", "no document of kind Environment was found"),
        })
        {
            await store.PutAsync(_address.Manifest, manifest);
            await keeper.PollAsync(TestContext.Current.CancellationToken);

            Assert.Same(good, keeper.Current);
            Assert.Equal("good", board.Current.Revision);
            Assert.Contains(says, Assert.Single(board.Current.Errors).Message, StringComparison.Ordinal);
        }

        await PublishAsync("good");
        await keeper.PollAsync(TestContext.Current.CancellationToken);
        Assert.Empty(board.Current.Errors);
    }

    [Fact]
    public async Task The_command_says_what_it_did_and_its_exit_code_tells_what_went_wrong()
    {
        Write("environment.yaml", Revisions.Environment);

        var (code, output) = await RunAsync(Variables("git+/srv/desired.git#main:"), "publish", _folder, $"{_address}", "--revision", "v1");
        Assert.Equal((0, $"{_address} holds v1: 1 documents, 1 parameters written and then the manifest, version 1\n"), (code, output));

        (code, output) = await RunAsync(Variables(""), "publish", _folder + "-elsewhere", $"{_address}");
        Assert.Equal((1, true), (code, output.StartsWith("publican: nothing was published: ", StringComparison.Ordinal)));

        (code, output) = await RunAsync(Variables(""), "publish", _folder);
        Assert.Equal((64, true), (code, output.EndsWith("publican publish FOLDER ssm:<path> [--revision REVISION]\n", StringComparison.Ordinal)));

        var nowhere = Variables("");
        nowhere["AWS_REGION"] = null;
        (code, output) = await RunAsync(nowhere, "publish", _folder, $"{_address}");
        Assert.Equal((78, $"publican: AWS_REGION is not set: it says in which region {_address} is\n"), (code, output));
    }

    private Dictionary<string, string?> Variables(string source) => new()
    {
        ["PUBLICAN_SOURCE"] = source, ["AWS_REGION"] = "eu-west-1", ["AWS_ENDPOINT_URL"] = $"{store.Cloud.Endpoint}", ["AWS_ACCESS_KEY_ID"] = "a-person", ["AWS_SECRET_ACCESS_KEY"] = "local",
    };

    private static async Task<(int Code, string Output)> RunAsync(Dictionary<string, string?> variables, params string[] args)
    {
        var start = new ProcessStartInfo(Repository.Program("Reconciler", "publican"), args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(output));
    }

    private async Task PublishAsync(string revision) => await PublishCommand.RunAsync(
        PublishArguments.Parse([_folder, $"{_address}", "--revision", revision]), store.Ssm, store.Cloud.Endpoint, TimeProvider.System, TestContext.Current.CancellationToken);

    private void Write(string path, string content) => File.WriteAllText(Path.Combine(_folder, path), content);
}
