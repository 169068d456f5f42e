using System.Collections.Immutable;

namespace Publican.Sources;

/// <summary>The YAML files below one environment's folder, and how many they may be: the same wherever the folder is.</summary>
internal sealed class FileSet
{
    private const int MostFiles = 1000;
    private const int MostBytes = 16 * 1024 * 1024;
    private const int DeepestFolder = 16;
    private const string SchemaFolder = "schema"; // the JSON schema for editors stands beside the state and is no state
    private readonly List<SourceFile> _files = [];
    private long _bytes;

    public ImmutableArray<SourceFile> InOrder => [.. _files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static bool TakesFolder(string name) => name != SchemaFolder;

    public static bool TakesFile(string name) => Path.GetExtension(name) is ".yaml" or ".yml";

    /// <exception cref="SourceException">Too deep.</exception>
    public static void Enter(int depth)
    {
        if (depth > DeepestFolder)
            throw TooMuch($"folders are nested deeper than {DeepestFolder} levels");
    }

    /// <param name="size">As far as it is known before the content is read.</param>
    /// <exception cref="SourceException">Too many files, or too much in them.</exception>
    public void Add(string path, long size, Func<byte[]> content) =>
        Add(size > SourceFile.MaxBytes ? SourceFile.Unread(path, SourceFile.TooLarge(size)) : new SourceFile(path, content()));

    /// <inheritdoc cref="Add(string, long, Func{byte[]})"/>
    public void Add(SourceFile file)
    {
        _files.Add(file);
        if (_files.Count > MostFiles || (_bytes += file.Content.Length) > MostBytes)
            throw TooMuch($"more than {MostFiles} files or {MostBytes / 1024 / 1024} MiB of YAML");
    }

    private static SourceException TooMuch(string what) =>
        new(SourceFailure.TooLarge, $"{what}: that is no environment's folder; check the path");
}
