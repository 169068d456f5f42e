using Amazon.SimpleSystemsManagement;
using Publican.Desired;
using Publican.Sources;

namespace Publican.Publishing;

/// <summary>Reads a folder as the reconciler would, and publishes it when the reconciler would take it.</summary>
public static class PublishCommand
{
    /// <param name="endpoint">AWS_ENDPOINT_URL; it decides with which limits durations are read.</param>
    /// <returns>What was done, in one sentence.</returns>
    /// <exception cref="PublishException">The message says why nothing was published.</exception>
    public static async Task<string> RunAsync(PublishArguments arguments, IAmazonSimpleSystemsManagement ssm, Uri? endpoint, TimeProvider clock, CancellationToken cancel)
    {
        var found = await ReadAsync(arguments.Folder, clock, cancel);
        var files = found.Files.AddRange(found.Bases);
        var refused = files
            .Where(file => arguments.Address.Refusal(file.Path) is not null)
            .Select(file => $"{file.Path}: the file cannot be a document below {arguments.Address}: {arguments.Address.Refusal(file.Path)}; rename it")
            .Concat(DesiredReader.Read(found, endpoint).Errors.Select(error => $"{error.File}:{error.Line}:{error.Column} {error.Key}: {error.Message}"))
            .ToList();
        return refused.Count == 0
            ? await new Publisher(ssm, arguments.Address).PublishAsync(arguments.Revision ?? found.Commit, files, cancel)
            : throw new PublishException($"{arguments.Folder} was not published, and nothing was written:\n{string.Join('\n', refused)}");
    }

    private static async Task<SourceRevision> ReadAsync(string folder, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            return await new DirectorySource(new DirectoryAddress(folder), clock).ReadAsync(cancel);
        }
        catch (SourceException error)
        {
            throw new PublishException($"nothing was published: {error.Message}");
        }
    }
}
