using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCloud.Processes;

/// <summary>The file of an image: what its container runs.</summary>
internal sealed record ImageFile
{
    /// <summary>Absolute, relative to the image's file, or a bare name that is looked for on PATH.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();
}

/// <param name="Reference">name:tag.</param>
/// <param name="Program">Absolute path.</param>
/// <param name="Digest">sha256: and the hash of the image's file.</param>
internal sealed record LocalImage(
    string Reference, string Program, IReadOnlyList<string> Args, IReadOnlyDictionary<string, string> Env, string Digest);

/// <summary>
/// Images on disk, read anew each time: <c>DIR/&lt;name&gt;/&lt;tag&gt;.json</c>. A reference is <c>name</c>, <c>name:tag</c> or
/// <c>name@sha256:…</c>.
/// </summary>
internal sealed class ImageStore(RegionOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <exception cref="TaskStartException">CannotPullContainerError: there is no such image, or its file is wrong.</exception>
    public LocalImage Pull(string reference)
    {
        var at = reference.IndexOf("@sha256:", StringComparison.Ordinal);
        var (name, tag) = at >= 0 ? (reference[..at], null) : SplitTag(reference);
        var folder = Path.GetFullPath(name, options.Images);
        if (!folder.StartsWith(options.Images + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw NotFound(reference, "the name leaves the folder of images");
        if (tag is not null)
        {
            var path = Path.Combine(folder, tag + ".json");
            return File.Exists(path) ? Read($"{name}:{tag}", path) : throw NotFound(reference, $"there is no file {path}");
        }

        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        var match = files.FirstOrDefault(file => DigestOf(File.ReadAllBytes(file)) == reference[(at + 1)..]);
        return match is not null ? Read(reference, match) : throw NotFound(reference, $"no file in {folder} has this digest");
    }

    /// <summary>Every image file; one that is wrong comes with what is wrong instead of an image.</summary>
    public IEnumerable<(string Reference, LocalImage? Image, string? Error)> List()
    {
        foreach (var path in Directory.EnumerateFiles(options.Images, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(options.Images, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, '/');
            if (name == ".") continue;
            var reference = $"{name}:{Path.GetFileNameWithoutExtension(path)}";
            (string, LocalImage?, string?) entry;
            try
            {
                entry = (reference, Read(reference, path), null);
            }
            catch (TaskStartException error)
            {
                entry = (reference, null, error.Message);
            }

            yield return entry;
        }
    }

    private static LocalImage Read(string reference, string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var file = JsonSerializer.Deserialize<ImageFile>(bytes, Json) ?? throw new JsonException("it is null");
            return new LocalImage(reference, FindProgram(file.Program, path), file.Args, file.Env, DigestOf(bytes));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TaskStartException($"CannotPullContainerError: the image file {path} cannot be read: {error.Message}");
        }
    }

    private static string FindProgram(string program, string imagePath)
    {
        if (program.Contains('/')) return Path.GetFullPath(program, Path.GetDirectoryName(imagePath)!);
        return Executables.OnPath(program) ?? throw new JsonException($"its program '{program}' is not on PATH");
    }

    private static (string Name, string Tag) SplitTag(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return colon > reference.LastIndexOf('/') ? (reference[..colon], reference[(colon + 1)..]) : (reference, "latest");
    }

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static TaskStartException NotFound(string reference, string why) =>
        new($"CannotPullContainerError: failed to resolve ref {reference}: not found: {why}. GET /_local/images lists the images at hand.");
}
