using System.Globalization;
using Publican.Stack;

namespace Publican.Dev.Region;

/// <param name="Folder">Where images, logs and region.json are.</param>
/// <param name="Port">Of the AWS endpoint.</param>
/// <param name="Listener">Port of the load balancer's listener.</param>
/// <param name="Publish">Answer at this machine's own address, too.</param>
/// <param name="DatabaseUrl">DATABASE_URL: what tasks are told.</param>
internal sealed record RegionOptions(string Folder, int Port, int Listener, bool Publish, string DatabaseUrl)
{
    public const string Usage = "region takes --port N, --listener N, --folder DIR and --publish, and DATABASE_URL in the environment";

    /// <exception cref="UsageException">An option is wrong, or DATABASE_URL is not set.</exception>
    public static RegionOptions Parse(string[] args, Func<string, string?> variable)
    {
        var options = new RegionOptions(
            Path.Combine(Repository.Root, ".local", "region"), 4566, 8080, Publish: false,
            variable("DATABASE_URL") is { Length: > 0 } url ? url : throw new UsageException("DATABASE_URL is not set: region writes it to SSM, where tasks find it; for example postgres://beers:secret@127.0.0.1:5432/beers"));
        for (var index = 0; index < args.Length; index++)
        {
            options = args[index] switch
            {
                "--publish" => options with { Publish = true },
                "--port" when index + 1 < args.Length => options with { Port = Number(args[++index]) },
                "--listener" when index + 1 < args.Length => options with { Listener = Number(args[++index]) },
                "--folder" when index + 1 < args.Length => options with { Folder = Path.GetFullPath(args[++index]) },
                var other => throw new UsageException($"'{other}' is not an option of region, or lacks its value: {Usage}"),
            };
        }

        return options;
    }

    private static int Number(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
        ? port
        : throw new UsageException($"'{text}' is not a port from 1 to 65535: {Usage}");
}
