using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.EndToEnd.Support;

/// <summary>What <c>./dev up</c> runs, in a folder and on ports of its own.</summary>
public sealed class UpProcess : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-up-").FullName;
    private ManagedProcess _process = null!;

    public string EndpointsFile => Path.Combine(_folder, "endpoints.json");

    public async ValueTask InitializeAsync() => _process = await StartAsync();

    /// <summary>Waits for endpoints.json, which stands for "ready".</summary>
    public async Task<JsonNode> EndpointsAsync()
    {
        await Wait.UntilAsync("endpoints.json is written", () => File.Exists(EndpointsFile) || _process.HasExited, TimeSpan.FromSeconds(90), () => _process.Output);
        return JsonNode.Parse(await File.ReadAllTextAsync(EndpointsFile))!;
    }

    /// <summary>A second ./dev up in the same folder.</summary>
    public async Task<(int ExitCode, string Output)> AgainAsync()
    {
        await using var second = await StartAsync();
        await second.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        return (second.ExitCode, second.Output);
    }

    public async Task<int> EndAsync(int signal)
    {
        _process.Signal(signal);
        await _process.Exited.WaitAsync(TimeSpan.FromSeconds(40));
        return _process.ExitCode;
    }

    /// <summary>Every process that came from ours, as "id start-time": ids alone come round again.</summary>
    public IReadOnlySet<string> Descendants()
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => Stat(name!)).OfType<(int Id, int Parent, string Start)>().ToList();
        var family = new HashSet<int> { _process.Id };
        int before;
        do
        {
            before = family.Count;
            family.UnionWith(parents.Where(process => family.Contains(process.Parent)).Select(process => process.Id));
        }
        while (family.Count > before);

        return parents.Where(process => family.Contains(process.Id) && process.Id != _process.Id).Select(process => $"{process.Id} {process.Start}").ToHashSet();
    }

    public static bool IsAlive(string descendant) => Stat(descendant.Split(' ')[0]) is { } process && $"{process.Id} {process.Start}" == descendant;

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.FromSeconds(40));
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<ManagedProcess> StartAsync() => ManagedProcess.StartAsync(
        "up", Repository.Program("Dev", "publican-dev"), ["up"], new Dictionary<string, string?> { ["PUBLICAN_UP_FOLDER"] = _folder, ["PUBLICAN_UP_PORT"] = "0" });

    // Fields of /proc/ID/stat after the name: state, parent, …, and the start time as the twentieth.
    private static (int Id, int Parent, string Start)? Stat(string id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return fields[0] == "Z" ? null : (int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return null;
        }
    }
}
