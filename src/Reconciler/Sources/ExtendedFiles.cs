using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Publican.Sources;

/// <summary>
/// Finds the files outside of an environment's folder that files inside extend. Only a source can fetch them, so it must look for the one key;
/// what is wrong with it or with the rest is said by those who read the documents.
/// </summary>
internal static class ExtendedFiles
{
    private const int Most = 100;
    private const int DeepestLevel = 32; // as the documents' reader has it

    /// <param name="read">A file by its path relative to the folder; one that says why it cannot be read is an answer, too.</param>
    /// <exception cref="SourceException">Too many.</exception>
    public static ImmutableArray<SourceFile> Of(ImmutableArray<SourceFile> files, Func<string, SourceFile> read)
    {
        var found = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
        var toDo = new Queue<SourceFile>(files);
        while (toDo.TryDequeue(out var file))
        {
            foreach (var path in NamedIn(file).Select(name => SourcePath.Combine(file.Path, name)).Where(SourcePath.LeadsOut).Where(path => !found.ContainsKey(path)))
            {
                if (found.Count == Most) throw new SourceException(SourceFailure.TooLarge, $"more than {Most} files outside of the folder are extended; check PUBLICAN_SOURCE");
                toDo.Enqueue(found[path] = read(path));
            }
        }

        return [.. found.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static List<string> NamedIn(SourceFile file)
    {
        var names = new List<string>();
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(file.Content.Span)));
            var (level, key, isKey) = (0, "", true);
            while (parser.MoveNext() && level <= DeepestLevel)
            {
                switch (parser.Current)
                {
                    case DocumentStart:
                        (level, isKey) = (0, true);
                        break;
                    case Scalar scalar when level == 1:
                        if (isKey) key = scalar.Value;
                        else if (key == "extends" && !scalar.Value.StartsWith('/')) names.Add(scalar.Value);
                        isKey = !isKey;
                        break;
                    case AnchorAlias when level == 1:
                        isKey = !isKey;
                        break;
                    case MappingStart or SequenceStart:
                        if (level++ == 1) (key, isKey) = ("", !isKey);
                        break;
                    case MappingEnd or SequenceEnd:
                        level--;
                        break;
                }
            }
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The reader of the documents says what and where; what stands before it may still be needed for that.
        }

        return names;
    }
}
