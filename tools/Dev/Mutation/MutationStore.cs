using System.Security.Cryptography;
using System.Text.Json;
using Publican.Stack;

namespace Publican.Dev.Mutation;

/// <summary>
/// Results by file, kept until the file itself changes: what other files and the tests have become since may turn a few of its mutants over, and
/// <c>--fresh</c> measures them all anew.
/// </summary>
internal sealed class MutationStore
{
    private readonly string _folder = Path.Combine(Repository.Root, "artifacts", "mutation", "results");
    private readonly bool _fresh;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <param name="fresh">What was kept before counts for nothing.</param>
    public MutationStore(bool fresh)
    {
        _fresh = fresh;
        Directory.CreateDirectory(_folder);
    }

    public FileResult? Read(string file) =>
        File.Exists(PathOf(file)) && (!_fresh || _written.Contains(file)) ? JsonSerializer.Deserialize<FileResult>(File.ReadAllText(PathOf(file))) : null;

    public void Write(FileResult result)
    {
        File.WriteAllText(PathOf(result.File), JsonSerializer.Serialize(result));
        _written.Add(result.File);
    }

    private string PathOf(string file) => Path.Combine(_folder, $"{file.Replace('/', '.')}.{ContentOf(file)}.json");

    private static string ContentOf(string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Reconciler", file))))[..16];
}
