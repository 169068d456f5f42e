namespace Publican.Sources;

/// <summary>PUBLICAN_SOURCE, taken apart. What it prints is what was given; it holds no credentials, so it may be shown.</summary>
public abstract record SourceAddress
{
    internal const string Forms = "git+<url>#<branch>:<folder>, ssm:<path> or dir:<absolute path>";

    /// <param name="name">What the text was given as, for the message.</param>
    /// <exception cref="SourceException">The text has another form; the message shows the right one.</exception>
    public static SourceAddress Parse(string text, string name = "PUBLICAN_SOURCE")
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return text switch
            {
                _ when After("git+", text) is { } git => GitAddress.Parse(git),
                _ when After("ssm:", text) is { } parameters => ParameterAddress.Parse(parameters),
                _ when After("dir:", text) is { } folder => DirectoryAddress.Parse(folder),
                _ => throw Bad($"this is no source that Publican knows: expected {Forms}"),
            };
        }
        catch (SourceException error) when (error.Failure == SourceFailure.BadAddress)
        {
            throw new SourceException(SourceFailure.BadAddress, $"{name}: {error.Message}");
        }
    }

    internal static SourceException Bad(string message) => new(SourceFailure.BadAddress, message);

    private static string? After(string scheme, string text) => text.StartsWith(scheme, StringComparison.Ordinal) ? text[scheme.Length..] : null;
}
