using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace Publican.Sources;

/// <summary>What an https remote asks for. A class and not a record: nothing prints it by accident.</summary>
public sealed class GitCredentials(string username, string password)
{
    internal CredentialsHandler Handler => (_, _, _) => new UsernamePasswordCredentials { Username = username, Password = password };

    /// <summary>GIT_PASSWORD (a password or a token) with GIT_USERNAME; Git hosts take any name with a token, so it may be left out.</summary>
    /// <returns>Null when there are none: the repository is public or on this machine.</returns>
    /// <exception cref="SourceException">A name without a password.</exception>
    public static GitCredentials? From(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var (name, password) = (variable("GIT_USERNAME"), variable("GIT_PASSWORD"));
        if (!string.IsNullOrEmpty(password))
            return new GitCredentials(string.IsNullOrEmpty(name) ? "git" : name, password);
        return string.IsNullOrEmpty(name)
            ? null
            : throw new SourceException(SourceFailure.BadAddress, "GIT_USERNAME is set and GIT_PASSWORD is not; set both or neither");
    }
}
