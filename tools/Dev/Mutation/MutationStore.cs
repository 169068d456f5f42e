using System.Security.Cryptography;
using System.Text.Json;
using Publican.Stack;

namespace Publican.Dev.Mutation;

/// <summary>Results by file, under a name that is made of all that they depend on: the file itself and every test.</summary>
internal sealed class MutationStore
{
    private readonly string _folder;

    public MutationStore(bool fresh)
    {
        var kept = Path.Combine(Repository.Root, "artifacts", "mutation", "results");
        _folder = Path.Combine(kept, Fingerprint());
        if (fresh && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
    }

    public FileResult? Read(string file) => File.Exists(PathOf(file)) ? JsonSerializer.Deserialize<FileResult>(File.ReadAllText(PathOf(file))) : null;

    public void Write(FileResult result) => File.WriteAllText(PathOf(result.File), JsonSerializer.Serialize(result));

    private string PathOf(string file) => Path.Combine(_folder, file.Replace('/', '.') + ".json");

    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var folder in new[] { "src/Reconciler", "tests/Reconciler.Tests", "tests/Mutation" })
        {
            var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".cs" or ".csproj" or ".yaml" or ".txt" or ".json");
            foreach (var file in files.Order(StringComparer.Ordinal))
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
