namespace Publican.Sources;

/// <summary>Where the desired state comes from. Asked again at every poll; reads everything of one revision or fails as a whole.</summary>
public interface ISource
{
    /// <summary>The newest revision. The same instance as the last time while nothing has changed.</summary>
    /// <exception cref="SourceException">The source as a whole cannot be read; what was read before stays in force.</exception>
    Task<SourceRevision> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The same, when somebody said that there is something new: a source may then leave out asking whether there is.</summary>
    /// <exception cref="SourceException">As above.</exception>
    Task<SourceRevision> ReadNewsAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);
}
