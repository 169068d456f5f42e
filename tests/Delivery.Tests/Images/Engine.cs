using System.Text.RegularExpressions;
using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Images;

/// <summary>A container engine: docker, or containers-offline with its stand-ins of the base images.</summary>
/// <param name="Offline">Path of containers-offline; null for docker.</param>
internal sealed partial record Engine(string? Offline)
{
    private const string Choice = "PUBLICAN_TEST_IMAGES";

    /// <summary>What the test process was told to use. Building takes minutes, so nothing is guessed.</summary>
    public static Engine Required()
    {
        var chosen = Environment.GetEnvironmentVariable(Choice);
        Assert.SkipWhen(string.IsNullOrEmpty(chosen), $"images need a container engine: {Choice}=docker, or the path of containers-offline (docs/images.md)");
        return chosen == "docker" ? new Engine((string?)null) : new Engine(Path.GetFullPath(chosen!, Repository.Root));
    }

    /// <summary>Builds an image from the checkout. The stand-ins have no digests, so offline they are taken by tag.</summary>
    public async Task BuildAsync(string dockerfile, string tag, params string[] buildArgs)
    {
        var args = buildArgs.SelectMany(arg => new[] { "--build-arg", arg });
        if (Offline is null)
        {
            await Command.MustAsync("docker", ["build", "-f", dockerfile, "-t", tag, .. args, "."]);
            return;
        }

        using var folder = new TemporaryFolder();
        var byTag = folder.Write(dockerfile, Digest().Replace(await File.ReadAllTextAsync(Path.Combine(Repository.Root, dockerfile)), ""));
        await Command.MustAsync(Offline, ["build", "-f", byTag, "-t", tag, .. args, "."]);
    }

    /// <param name="options">Of docker run.</param>
    /// <param name="command">For the image's entry point.</param>
    public Task<Command> RunAsync(string tag, string[] options, params string[] command) => Offline is null
        ? Command.RunAsync("docker", ["run", .. options, tag, .. command])
        : Command.RunAsync(Offline, ["run", tag, .. options, "--", .. command]);

    /// <summary>Any other command of the engine: exec, inspect, stop …</summary>
    public Task<Command> DoAsync(params string[] args) => Offline is null ? Command.RunAsync("docker", args) : Command.RunAsync(Offline, ["podman", .. args]);

    public Task<Command> ComposeAsync(string file, string project, params string[] args) => Offline is null
        ? Command.RunAsync("docker", ["compose", "-f", file, "-p", project, .. args])
        : Command.RunAsync(Offline, ["compose", "-f", file, "-p", project, .. args]);

    [GeneratedRegex("@sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();
}
