using LibGit2Sharp;

namespace Publican.Sources;

/// <summary><c>git+&lt;url&gt;#&lt;branch&gt;:&lt;path&gt;</c></summary>
/// <param name="Url">As LibGit2 takes it: https://…, file:///… or an absolute path. It holds no credentials.</param>
/// <param name="Path">Folder of one environment, without slashes at its ends; empty for the root.</param>
public sealed record GitAddress(string Url, string Branch, string Path) : SourceAddress
{
    private const string Form = "expected git+<url>#<branch>:<path>, such as git+https://example.com/desired.git#main:production";

    public override string ToString() => $"git+{Url}#{Branch}:{Path}";

    internal static GitAddress Parse(string text)
    {
        // A URL has no # but before its fragment, and a branch no colon.
        if (text.Split('#', 2) is not [{ Length: > 0 } url, var where])
            throw Bad($"no # stands between the URL and the branch: {Form}");
        if (where.Split(':', 2) is not [{ Length: > 0 } branch, var path])
            throw Bad($"no colon stands between the branch and the folder: {Form}");
        return new GitAddress(CheckedUrl(url), CheckedBranch(branch), CheckedPath(path));
    }

    private static string CheckedUrl(string url)
    {
        if (url.StartsWith('/'))
            return url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            throw Bad($"the URL is neither https://…, file:///… nor an absolute path: {Form}");
        if (uri.UserInfo.Length > 0 && uri.Scheme is "https" or "http")
            throw Bad("the URL holds credentials; put them in GIT_USERNAME and GIT_PASSWORD, where no log shows them");
        return uri.Scheme switch
        {
            "https" => url,
            "file" when uri.Host.Length == 0 => url,
            "file" => throw Bad("a file URL names no host; write three slashes, file:///…"),
            "ssh" or "git" => throw Bad($"{uri.Scheme}:// is not supported yet; use https://"),
            "http" => throw Bad("http:// is not encrypted; use https://"),
            _ => throw Bad($"{uri.Scheme}: is not supported; use https://, file:/// or an absolute path"),
        };
    }

    private static string CheckedBranch(string branch) => Reference.IsValidName($"refs/heads/{branch}")
        ? branch
        : throw Bad($"\"{branch}\" cannot be the name of a branch");

    private static string CheckedPath(string path)
    {
        var folder = path.TrimEnd('/');
        return folder.Length == 0 || folder.Split('/').All(part => part is not ("" or "." or "..") && !part.Contains('\\', StringComparison.Ordinal))
            ? folder
            : throw Bad($"\"{path}\" is not a folder inside the repository; write it without a slash at the start and without . or ..");
    }
}
