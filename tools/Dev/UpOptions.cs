using System.Globalization;
using Publican.Stack;

namespace Publican.Dev;

/// <param name="Folder">Where the stack and its endpoints.json are.</param>
/// <param name="Port">LocalCloud's; 0 takes a free one.</param>
internal sealed record UpOptions(string Folder, int Port)
{
    /// <summary>A stack beside another takes free ports everywhere: two that start together would both find the usual ones free.</summary>
    public bool IsBeside => Port == 0;

    /// <summary>PUBLICAN_UP_FOLDER and PUBLICAN_UP_PORT let a second stack, such as a test's, stand beside the first.</summary>
    public static UpOptions From(Func<string, string?> variable) => new(
        variable("PUBLICAN_UP_FOLDER") ?? Path.Combine(Repository.Root, ".local"),
        variable("PUBLICAN_UP_PORT") is not { } text ? 4566
            : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
            : throw new UsageException($"PUBLICAN_UP_PORT is '{text}': it takes a port, or 0 for a free one"));
}
