using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Images;

/// <summary>Both images, built and run for real.</summary>
public sealed class ImageTests
{
    private const string NoDatabase = "DATABASE_URL=postgres://beer@127.0.0.1:1/beers";
    private static readonly string DesiredState = Path.Combine(Repository.Root, "desired-state");

    [Fact]
    [Trait("Length", "long")]
    public async Task The_API_runs_as_nobody_on_a_read_only_root_without_a_shell_tells_its_health_and_ends_with_0_on_SIGTERM()
    {
        var engine = Engine.Required();
        await engine.BuildAsync("Dockerfile.api", "beer-api:test", "VERSION=9.9.9", "REVISION=abc");

        await using var api = await RunningContainer.StartAsync(engine, "beer-api:test", "-e", NoDatabase);
        await api.WaitForAsync("/app/BeerApi", "health");

        Assert.Equal("1654", await api.InspectAsync("{{.Config.User}}"));
        Assert.Equal("9.9.9 abc", await api.InspectAsync("{{index .Config.Labels \"org.opencontainers.image.version\"}} {{index .Config.Labels \"org.opencontainers.image.revision\"}}"));
        Assert.NotEqual(0, (await api.ExecAsync("/bin/sh", "-c", "true")).ExitCode);
        Assert.Equal(64, (await api.ExecAsync("/app/BeerApi", "nonsense")).ExitCode);
        Assert.Equal(0, await api.StopAsync());
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task What_the_API_adds_to_its_base_is_one_file_of_less_than_40_MB()
    {
        var engine = Engine.Required();
        await engine.BuildAsync("Dockerfile.api", "beer-api:test", "VERSION=9.9.9", "REVISION=abc");
        using var folder = new TemporaryFolder();

        await using var api = await RunningContainer.StartAsync(engine, "beer-api:test", "-e", NoDatabase);
        await api.CopyAsync("/app", folder.Path);

        var file = Assert.Single(new DirectoryInfo(Path.Combine(folder.Path, "app")).GetFiles("*", SearchOption.AllDirectories));
        TestContext.Current.SendDiagnosticMessage("{0} has {1:0.0} MB", file.Name, file.Length / 1e6);
        Assert.InRange(file.Length, 1, 40_000_000);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_reconciler_runs_as_nobody_on_a_read_only_root_without_a_shell_tells_its_health_and_ends_with_0_on_SIGTERM()
    {
        var engine = Engine.Required();
        await engine.BuildAsync("Dockerfile.reconciler", "publican:test");

        // There is no AWS at that address: it says so in its status, and lives.
        await using var reconciler = await RunningContainer.StartAsync(
            engine, "publican:test", "-v", $"{DesiredState}:/desired-state:ro", "-e", "PUBLICAN_SOURCE=dir:/desired-state/local", "-e", "AWS_ENDPOINT_URL=http://127.0.0.1:1",
            "-e", "AWS_ACCESS_KEY_ID=none", "-e", "AWS_SECRET_ACCESS_KEY=none");
        await reconciler.WaitForAsync("/app/publican", "health");

        Assert.Equal("1654", await reconciler.InspectAsync("{{.Config.User}}"));
        Assert.NotEqual(0, (await reconciler.ExecAsync("/bin/sh", "-c", "true")).ExitCode);
        Assert.Equal(0, await reconciler.StopAsync());
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_reconcilers_image_is_the_command_line_too()
    {
        var engine = Engine.Required();
        await engine.BuildAsync("Dockerfile.reconciler", "publican:test");

        using var folder = new TemporaryFolder();
        await Command.MustAsync("cp", "-r", Path.Combine(DesiredState, "environments"), folder.Path);
        await Command.MustAsync("git", "init", "--quiet", folder.Path);
        await folder.OpenToAllAsync();

        var valid = await engine.RunAsync("publican:test", ["--rm", "--read-only", "-v", $"{folder.Path}:/desired-state:ro"], "validate", "/desired-state/environments/production");
        var unset = await engine.RunAsync("publican:test", ["--rm", "--read-only"]);

        Assert.True(valid.ExitCode == 0, valid.Output);
        // Of it: a base outside of the folder, and a time zone, which chiseled images lack.
        Assert.Contains("environment production with 1 service: valid", valid.Output, StringComparison.Ordinal);
        Assert.Equal(78, unset.ExitCode);
        Assert.Contains("PUBLICAN_SOURCE is not set", unset.Output, StringComparison.Ordinal);
    }
}
