using System.Diagnostics;
using Publican.Plans;
using Publican.Stack;
using Publican.Tests.Desired;
using Publican.Tests.Sources;

namespace Publican.Tests.Plans;

/// <summary><c>publican plan</c> as a pipeline calls it: a process, against a region in another one.</summary>
public sealed class PlanCommandTests(PlanCommandTests.Region region) : IClassFixture<PlanCommandTests.Region>, IDisposable
{
    private const string Files = "valid files";

    private readonly string _root = Directory.CreateTempSubdirectory("publican-plan-").FullName;

    [Theory]
    [InlineData(0, "local: no changes.", null)]
    [InlineData(2, "production rule public/100", Files)]
    [InlineData(1, "Preflight: spec.image: ", Files, "beer-api:1.0.0", "beer-api:9.9.9")]
    [InlineData(1, "all.yaml:11:9 spec.port: ", Files, "port: 8080", "port: eighty")]
    [InlineData(1, "local cannot be read: ", Files, "/publican/local/", "/publican/nowhere/")]
    [InlineData(64, "'--now' is not an option of plan", Files, "", "", "--now")]
    [InlineData(78, "AWS_ENDPOINT_URL", Files, "", "", "", "nonsense")]
    public async Task The_process_ends_with_the_exit_code_of_its_kind(
        int expected, string says, string? files, string before = "", string after = "", string option = "", string? endpoint = null)
    {
        var text = Revisions.Environment + (files is null ? "" : "\n---\n" + Revisions.Service);
        await File.WriteAllTextAsync(Path.Combine(_root, "all.yaml"), before.Length == 0 ? text : text.Replace(before, after, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "publican"), ["plan", _root, .. option.Length == 0 ? Array.Empty<string>() : [option]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ENDPOINT_URL"] = endpoint ?? region.Parameters.Cloud.Endpoint.ToString(), ["AWS_ACCESS_KEY_ID"] = "publican", ["AWS_SECRET_ACCESS_KEY"] = "local", ["NO_COLOR"] = "1",
            },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains(says, await output + await errors, StringComparison.Ordinal);
        Assert.Equal(expected, process.ExitCode);
    }

    [Theory]
    [InlineData("plan", "plan needs the folder of an environment")]
    [InlineData("plan a b", "'b' is one argument too many")]
    [InlineData("plan a --out xml", "'--out' is not an option of plan, or lacks its value")]
    [InlineData("plan a --out", "'--out' is not an option of plan, or lacks its value")]
    public void Wrong_arguments_are_answered_with_the_usage(string typed, string message)
    {
        var error = Assert.Throws<PlanException>(() => PlanArguments.Parse(typed.Split(' ')));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(PlanArguments.Usage, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan a", false)]
    [InlineData("plan a --out text", false)]
    [InlineData("plan --out json a", true)]
    public void The_folder_and_the_form_are_read_in_any_order(string typed, bool json) => Assert.Equal(new PlanArguments("a", json), PlanArguments.Parse(typed.Split(' ')));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>A region with all that a service needs, and one image.</summary>
    public sealed class Region : IAsyncLifetime
    {
        public LocalParameters Parameters { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Parameters.InitializeAsync();
            var images = Directory.CreateDirectory(Path.Combine(Parameters.Folder, "images", "beer-api")).FullName;
            await File.WriteAllTextAsync(Path.Combine(images, "1.0.0.json"), $$"""{"program": "{{Repository.Program("LocalCloud")}}"}""");
            using var hands = new Hands(Parameters.Cloud.Endpoint);
            await hands.BootstrapAsync(FreePort.Next(), "postgres://nobody:here@127.0.0.1:1/none");
        }

        public ValueTask DisposeAsync() => Parameters.DisposeAsync();
    }
}
