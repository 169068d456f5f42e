using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalCloud.Ecr;

namespace LocalCloud.Processes;

/// <summary>The file of an image: what its container runs.</summary>
internal sealed record ImageFile
{
    /// <summary>Absolute, relative to the image's file, or a bare name that is looked for on PATH.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>amd64 or arm64: the processor it says it was built for; this machine's without it.</summary>
    public string? Architecture { get; init; }
}

/// <param name="Reference">name:tag.</param>
/// <param name="Program">Absolute path.</param>
/// <param name="Architecture">amd64 or arm64.</param>
/// <param name="Oci">How a registry describes it.</param>
internal sealed record LocalImage(
    string Reference, string Program, IReadOnlyList<string> Args, IReadOnlyDictionary<string, string> Env, string Architecture, OciImage Oci)
{
    public string Digest => Oci.Digest;
}

/// <summary>
/// Images on disk, read anew each time: <c>DIR/&lt;name&gt;/&lt;tag&gt;.json</c>. A reference is <c>name</c>, <c>name:tag</c>,
/// <c>name@sha256:…</c> or <c>name:tag@sha256:…</c>, where the digest counts.
/// </summary>
internal sealed class ImageStore(RegionOptions options) : IImageCatalog
{
    /// <summary>By digest, what the registry gave out: a tag that moved on leaves its image behind, as in a registry.</summary>
    private readonly ConcurrentDictionary<(string Repository, string Digest), LocalImage> _givenOut = new();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <exception cref="TaskStartException">CannotPullContainerError: there is no such image, or its file is wrong.</exception>
    public LocalImage Pull(string reference)
    {
        var name = ImageName.Parse(reference, options.Region);
        if (FolderOf(name.Repository) is not { } folder) throw NotFound(reference, "the name leaves the folder of images");
        if (name.Digest is { } digest)
            return WithDigest(name.Repository, folder, digest) ?? throw NotFound(reference, $"no file in {folder} has this digest");
        var path = Path.Combine(folder, name.Tag + ".json");
        return File.Exists(path) ? Read($"{name.Repository}:{name.Tag}", path) : throw NotFound(reference, $"there is no file {path}");
    }

    public ValueTask<bool> HasRepositoryAsync(string repository) => ValueTask.FromResult(FolderOf(repository) is { } folder && Files(folder).Length > 0);

    public ValueTask<OciImage?> FindAsync(string repository, string? tag, string? digest)
    {
        if (FolderOf(repository) is not { } folder) return ValueTask.FromResult<OciImage?>(null);
        var image = digest is not null ? WithDigest(repository, folder, digest)
            : Path.Combine(folder, tag + ".json") is var path && File.Exists(path) ? TryRead($"{repository}:{tag}", path).Image : null;
        if (image is not null) _givenOut[(repository, image.Digest)] = image;
        return ValueTask.FromResult(image?.Oci);
    }

    public ValueTask<OciImage?> WithConfigAsync(string configDigest) =>
        ValueTask.FromResult(List().Select(entry => entry.Image).Concat(_givenOut.Values).Select(image => image?.Oci).FirstOrDefault(image => image?.ConfigDigest == configDigest));

    /// <summary>Every image file; one that is wrong comes with what is wrong instead of an image.</summary>
    public IEnumerable<(string Reference, LocalImage? Image, string? Error)> List()
    {
        foreach (var path in Directory.EnumerateFiles(options.Images, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(options.Images, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, '/');
            if (name == ".") continue;
            var reference = $"{name}:{Path.GetFileNameWithoutExtension(path)}";
            var (image, error) = TryRead(reference, path);
            yield return (reference, image, error);
        }
    }

    private string? FolderOf(string repository) =>
        Path.GetFullPath(repository, options.Images) is var folder && folder.StartsWith(options.Images + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? folder : null;

    private static string[] Files(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];

    private LocalImage? WithDigest(string repository, string folder, string digest) => Files(folder)
        .Select(path => TryRead($"{repository}:{Path.GetFileNameWithoutExtension(path)}", path).Image)
        .FirstOrDefault(image => image?.Digest == digest) ?? _givenOut.GetValueOrDefault((repository, digest));

    private static (LocalImage? Image, string? Error) TryRead(string reference, string path)
    {
        try
        {
            return (Read(reference, path), null);
        }
        catch (TaskStartException error)
        {
            return (null, error.Message);
        }
    }

    private static LocalImage Read(string reference, string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var file = JsonSerializer.Deserialize<ImageFile>(text, Json) ?? throw new JsonException("it is null");
            var architecture = file.Architecture ?? OciImage.Architecture;
            if (architecture is not ("amd64" or "arm64")) throw new JsonException($"its architecture '{architecture}' is neither amd64 nor arm64");
            return new LocalImage(reference, FindProgram(file.Program, path), file.Args, file.Env, architecture, OciImage.Of(architecture, OciImage.DigestOf(text)));
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

    private static TaskStartException NotFound(string reference, string why) =>
        new($"CannotPullContainerError: failed to resolve ref {reference}: not found: {why}. GET /_local/images lists the images at hand.");
}
