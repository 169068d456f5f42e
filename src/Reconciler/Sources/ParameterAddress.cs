using System.Text.RegularExpressions;

namespace Publican.Sources;

/// <summary><c>ssm:&lt;path&gt;</c>: a path of SSM Parameter Store with one environment below it.</summary>
/// <param name="Path">Starts with a slash and does not end with one.</param>
public sealed partial record ParameterAddress(string Path) : SourceAddress
{
    private const string Form = "expected ssm:<path>, such as ssm:/desired-state/production";

    /// <summary>SSM's own limits of a name.</summary>
    private const int MostCharacters = 1011, MostLevels = 15;

    /// <summary>The parameter that is written last, and says what counts.</summary>
    public string Manifest => $"{Path}/manifest";

    public override string ToString() => $"ssm:{Path}";

    /// <summary>Parameter of a document that is kept as it is.</summary>
    /// <param name="name">Path of the file in the environment's folder; what leads out of it stands beside the documents, by how far out it is.</param>
    public string Document(string name)
    {
        var (inside, levels) = Inside(name);
        return levels == 0 ? $"{Path}/documents/{inside}" : $"{Path}/outside/{levels}/{inside}";
    }

    /// <summary>Parameter of one part of a packed document; parts count from 1.</summary>
    public string Part(string name, int number) => $"{Document(name)}/{number}";

    /// <summary>The document's parameters as a reader asks for them: <c>name:version</c>.</summary>
    public IEnumerable<string> Selectors(string name, DocumentVersions document) => document.IsPacked
        ? document.Versions.Select((version, index) => $"{Part(name, index + 1)}:{version}")
        : document.Versions.Select(version => $"{Document(name)}:{version}");

    /// <summary>Why a document cannot have this name; null when it can.</summary>
    public string? Refusal(string name)
    {
        // The longest number of a part has four digits.
        var longest = Part(name, 9999);
        return !NamePattern().IsMatch(Inside(name).Name) ? "names of parameters take letters, digits and . - _ only, and a document ends with .yaml or .yml"
            : longest.Length > MostCharacters ? $"names of parameters have at most {MostCharacters} characters; {longest.Length} would be needed"
            : longest.Count(letter => letter == '/') > MostLevels ? $"names of parameters have at most {MostLevels} levels"
            : null;
    }

    private static (string Name, int Levels) Inside(string name)
    {
        var levels = 0;
        for (; SourcePath.LeadsOut(name); levels++)
            name = name["../".Length..];
        return (name, levels);
    }

    internal static ParameterAddress Parse(string text)
    {
        if (!text.StartsWith('/'))
            throw Bad($"the path \"{text}\" does not start with a slash: {Form}");
        var path = text.TrimEnd('/');
        if (path.Length == 0)
            throw Bad($"the root of Parameter Store cannot be an environment: {Form}");
        if (!PathPattern().IsMatch(path))
            throw Bad($"\"{text}\" cannot be a path of parameters; it takes letters, digits and . - _ between single slashes: {Form}");
        return ReservedPattern().IsMatch(path)
            ? throw Bad($"\"{text}\" starts with a word that SSM keeps for itself, aws or ssm: {Form}")
            : new ParameterAddress(path);
    }

    [GeneratedRegex(@"^(/[a-zA-Z0-9_.\-]+)+\z")]
    private static partial Regex PathPattern();

    [GeneratedRegex("^/(aws|ssm)", RegexOptions.IgnoreCase)]
    private static partial Regex ReservedPattern();

    [GeneratedRegex(@"^(?!(.*/)?\.\.?/)([a-zA-Z0-9_.\-]+/)*[a-zA-Z0-9_.\-]+\.ya?ml\z")]
    private static partial Regex NamePattern();
}
