using System.Text;
using Publican.Desired;

namespace Publican.Tests.Desired;

public sealed class MutationTests
{
    private const int Mutations = 2000;

    private static readonly string[] Fragments =
    [
        "\t", "\n", ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "!!int ", "!<x> ", "|\n", ">-\n", "? ", "\"", "'", "#", "%YAML 9.9\n", "---\n", "...\n", "<<: ", "\0", "\u2028",
        "\r", "@", "`", "~", "\\x", "99999999999999999999", "-1", "\ud83c\udf7a", "null", "apiVersion: publican.dev/v1\n",
    ];

    private static readonly byte[] Sample = [.. Environment(), .. "\n---\n"u8, .. File.ReadAllBytes(RepositoryFiles.PathOf("desired-state", "local", "beer-api.yaml"))];

    [Fact]
    public void No_mutation_of_the_sample_makes_the_reader_throw()
    {
        var (valid, invalid) = (0, 0);
        for (var seed = 0; seed < Mutations; seed++)
        {
            var mutant = Mutant(seed);

            var result = Record(seed, mutant);

            if (result.IsValid) valid++;
            else invalid++;
            Assert.All(result.Errors, error => Assert.True(error is { Line: >= 0, Column: >= 0, Message.Length: > 0 }, $"seed {seed}: {error}"));
        }

        // Both must happen often, or the mutations are too mild or too wild to mean anything.
        Assert.True(valid > 50 && invalid > 1000, $"{valid} mutants were valid and {invalid} were not");
    }

    internal static byte[] Mutant(int seed) => Mutate(Sample, new Random(seed));

    private static byte[] Environment() => File.ReadAllBytes(RepositoryFiles.PathOf("desired-state", "local", "environment.yaml"));

    private static DesiredResult Record(int seed, byte[] mutant)
    {
        try
        {
            return Revisions.Read(mutant);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed} made the reader throw on:\n{Encoding.UTF8.GetString(mutant)}", exception);
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = (byte)random.Next(32, 127); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)])); break;
                case 4: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 80)).ToArray()); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }

            if (bytes.Count == 0) bytes.Add((byte)'\n');
        }

        return [.. bytes];
    }
}
