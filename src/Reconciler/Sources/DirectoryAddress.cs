namespace Publican.Sources;

/// <summary><c>dir:&lt;absolute path&gt;</c></summary>
/// <param name="Folder">Folder of one environment on this machine.</param>
public sealed record DirectoryAddress(string Folder) : SourceAddress
{
    public override string ToString() => $"dir:{Folder}";

    // A relative path would mean another folder in every shell, and none at all in a container.
    internal static DirectoryAddress Parse(string text) => Path.IsPathFullyQualified(text) && !text.Contains('\0', StringComparison.Ordinal)
        ? new DirectoryAddress(Path.TrimEndingDirectorySeparator(text))
        : throw Bad($"\"{text}\" is no absolute path: expected dir:<absolute path>, such as dir:/srv/desired-state/local");
}
