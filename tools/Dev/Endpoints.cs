using System.Text.Json;
using Publican.Stack;

namespace Publican.Dev;

/// <summary><c>.local/endpoints.json</c>: where a running ./dev up is. Appears whole, by rename, and goes at exit.</summary>
internal static class Endpoints
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly Lock Gate = new();

    public static string File { get; } = Path.Combine(Repository.Root, ".local", "endpoints.json");

    public static void Write(LocalStack stack)
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
        lock (Gate)
        {
            System.IO.File.WriteAllText(File + ".new", JsonSerializer.Serialize(content, Indented) + "\n");
            System.IO.File.Move(File + ".new", File, overwrite: true);
        }
    }

    public static void Remove()
    {
        lock (Gate)
        {
            System.IO.File.Delete(File);
            System.IO.File.Delete(File + ".new");
        }
    }

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
