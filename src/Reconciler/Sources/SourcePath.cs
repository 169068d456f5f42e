namespace Publican.Sources;

/// <summary>Paths of files as a revision names them: relative to the environment's folder, with forward slashes; <c>../</c> in front leads out of it.</summary>
internal static class SourcePath
{
    /// <summary>Files below a folder of this name describe nothing by themselves: others extend them.</summary>
    public const string BaseFolder = "base";

    /// <param name="from">A file.</param>
    /// <param name="to">As that file names another one.</param>
    public static string Combine(string from, string to)
    {
        var parts = new List<string>(from.Split('/')[..^1].Where(part => part.Length > 0));
        foreach (var part in to.Split('/'))
        {
            if (part == ".." && parts is [.., not ".."]) parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or "")) parts.Add(part);
        }

        return string.Join('/', parts);
    }

    public static bool LeadsOut(string path) => path.StartsWith("../", StringComparison.Ordinal);

    public static bool IsBase(string path) => path.Split('/').SkipLast(1).Contains(BaseFolder, StringComparer.Ordinal);
}
