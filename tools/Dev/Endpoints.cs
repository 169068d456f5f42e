using System.Text.Json;
using Publican.Stack;

namespace Publican.Dev;

/// <summary><c>endpoints.json</c> in the folder of a stack: where a running ./dev up is. Appears whole, by rename, and goes at exit.</summary>
internal sealed class Endpoints(string folder)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(folder, "endpoints.json");

    /// <returns>Null when no stack is up.</returns>
    public string? Read() => File.Exists(_file) ? File.ReadAllText(_file) : null;

    public void Write(LocalStack stack)
    {
        var content = new
        {
            aws = Origin(stack.Cloud.Endpoint),
            beers = Origin(stack.Beers),
            status = Origin(stack.Reconciler.Status),
            desiredState = stack.Desired.Clone,
            environment = DesiredStateRepository.Environment,
            cluster = Hands.Cluster,
            region = Hands.Region,
            postgres = stack.DatabaseUrl,
            reconcilerPid = stack.Reconciler.Id,
            localCloudPid = stack.Cloud.Id,
        };
        lock (_gate)
        {
            File.WriteAllText(_file + ".new", JsonSerializer.Serialize(content, Indented) + "\n");
            File.Move(_file + ".new", _file, overwrite: true);
        }
    }

    public void Remove()
    {
        lock (_gate)
        {
            File.Delete(_file);
            File.Delete(_file + ".new");
        }
    }

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
