using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Conformance;

/// <summary>AWS's clients for JavaScript, from npm, as they are: what they send, what they make of the answers, and the errors they throw.</summary>
public sealed class JavaScriptClientTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_story_told_by_the_npm_clients_comes_out_as_on_AWS()
    {
        var clients = await InstalledAsync();
        await using var region = await TestRegion.StartAsync();
        region.Image("web:1", "python3", ["-c", "import os,http.server as h; h.ThreadingHTTPServer((os.environ['HOST'],int(os.environ['PORT'])),type('Q',(h.BaseHTTPRequestHandler,),{'do_GET':lambda s:(s.send_response(200),s.end_headers())})).serve_forever()"]);

        var (code, output) = await RunAsync("node", ["story.mjs", region.Endpoint.ToString(), "web:1"], clients);

        Assert.True(code == 0, output);
        var found = JsonNode.Parse(output.Trim().Split('\n')[^1])!;
        Assert.Equal("""{"running":1,"rollout":"COMPLETED","created":true}""", found["service"]!.ToJsonString());
        Assert.Equal("""["MISSING"]""", found["missing"]!.ToJsonString());
        Assert.Equal("[90,10]", found["weights"]!.ToJsonString());
        Assert.Equal("""["healthy"]""", found["health"]!.ToJsonString());
        Assert.Equal("[1]", found["pages"]!.ToJsonString());
        Assert.Equal("one", (string)found["parameter"]!);
        Assert.Equal("""{"state":"INSUFFICIENT_DATA","threshold":2.5,"dimension":"LoadBalancer","since":true}""", found["alarm"]!.ToJsonString());
        Assert.Equal(
            [
                "no such cluster: ClusterNotFoundException",
                "no such service: ServiceNotFoundException",
                "no such task definition: ClientException",
                "too many services: InvalidParameterException",
                "no such rule: RuleNotFoundException",
                "no such target group: TargetGroupNotFoundException",
                "group in use: ResourceInUseException",
                "priority in use: PriorityInUseException",
                "no such parameter: ParameterNotFound",
            ],
            ((JsonObject)found["errors"]!).Select(pair => $"{pair.Key}: {pair.Value}"));
    }

    /// <summary>The folder of the story with its packages, installed once a checkout, from the lock file.</summary>
    private static async Task<string> InstalledAsync()
    {
        Assert.SkipWhen(await RunOrNullAsync("node", ["--version"], Path.GetTempPath()) is null, "node is not installed, so AWS's JavaScript clients cannot run");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Publican.slnx"))) root = root.Parent;
        var (source, folder) = (Path.Combine(root.FullName, "tests/LocalCloud.Tests/Conformance/node"), Path.Combine(root.FullName, "artifacts/node-clients"));
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var (lockFile, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "installed.lock"));
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed, Cancel) == await File.ReadAllTextAsync(lockFile, Cancel)) return folder;
        var (code, output) = await RunOrNullAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) ?? (1, "npm is not installed");
        Assert.SkipWhen(code != 0, $"npm could not install AWS's JavaScript clients: {output}");
        File.Copy(lockFile, installed, overwrite: true);
        return folder;
    }

    private static async Task<(int Code, string Output)?> RunOrNullAsync(string program, string[] args, string folder)
    {
        try
        {
            return await RunAsync(program, args, folder);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] args, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await error + await output);
    }
}
