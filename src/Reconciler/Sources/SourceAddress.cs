namespace Publican.Sources;

/// <summary>PUBLICAN_SOURCE, taken apart: <c>git+&lt;url&gt;#&lt;branch&gt;:&lt;path&gt;</c>.</summary>
/// <param name="Url">As LibGit2 takes it: https://…, file://… or an absolute path.</param>
/// <param name="Path">Folder of one environment, without leading or trailing slash; empty for the root.</param>
public sealed record SourceAddress(string Url, string Branch, string Path)
{
    private const string Form = "expected git+<url>#<branch>:<path>, for example git+https://example.org/desired.git#main:production";

    /// <exception cref="SourceException">The text has another form; the message shows the right one.</exception>
    public static SourceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith("git+", StringComparison.Ordinal))
            throw new SourceException(SourceFailure.Unreachable, $"PUBLICAN_SOURCE is '{text}': only Git is supported yet, {Form}");
        if (text["git+".Length..].Split('#') is not [{ Length: > 0 } url, var where] || where.Split(':', 2) is not [{ Length: > 0 } branch, var path])
            throw new SourceException(SourceFailure.Unreachable, $"PUBLICAN_SOURCE is '{text}': {Form}");
        if (!url.StartsWith("https://", StringComparison.Ordinal) && !url.StartsWith("file:///", StringComparison.Ordinal) && !url.StartsWith('/'))
            throw new SourceException(SourceFailure.Unreachable, $"PUBLICAN_SOURCE has the URL '{url}': it takes https://, file:/// or an absolute path");
        return path.Split('/').Contains("..")
            ? throw new SourceException(SourceFailure.Unreachable, $"PUBLICAN_SOURCE has the path '{path}': it must stay inside the repository")
            : new SourceAddress(url, branch, path.Trim('/'));
    }
}
