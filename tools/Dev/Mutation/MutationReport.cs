using System.Globalization;
using System.Text;

namespace Publican.Dev.Mutation;

/// <summary>The score, by file, and what survived.</summary>
internal sealed class MutationReport(IReadOnlyList<FileResult> files)
{
    public const double Wanted = 85;

    private const string Head = "| file | mutants | killed | survived | not covered | score |\n| --- | --- | --- | --- | --- | --- |\n";

    public double Score => ScoreOf(files.SelectMany(file => file.Mutants));

    public string Table() => Head + string.Concat(files.Where(file => file.Mutants.Any(IsJudged)).Select(file => Row(file.File, file.Mutants))) + Row("**all**", files.SelectMany(file => file.Mutants));

    public string Survivors() => string.Concat(
        from file in files
        from mutant in file.Mutants
        where mutant.Status is "Survived" or "NoCoverage"
        select $"- `{file.File}:{mutant.Line}` {mutant.Mutator.ToLowerInvariant()}: `{Short(mutant.Replacement)}`{(mutant.Status == "NoCoverage" ? " (not covered)" : "")}\n");

    public string Page() => $"""
        # Mutation testing

        Written by `./dev mutate`: Stryker changes Planning and Rollouts in one place after the other, and the fast tests (unit tests, case folders, properties)
        must notice. Texts for people are mutated, too. The model checks, the fault tests and the end-to-end tests are not among them: they would notice more, and take too long for each mutant.
        Two mutants are planted first; without a right word on both, no score is reported. A file is measured again when it changes; `./dev mutate --fresh` measures all of them anew.

        {Table()}
        ## Survivors

        {Survivors()}
        """.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string Row(string name, IEnumerable<Mutant> mutants)
    {
        var judged = mutants.Where(IsJudged).ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {judged.Count} | {judged.Count(IsKilled)} | {judged.Count(mutant => mutant.Status == "Survived")} | {judged.Count(mutant => mutant.Status == "NoCoverage")} | {ScoreOf(judged):0.0}% |\n");
    }

    private static double ScoreOf(IEnumerable<Mutant> mutants)
    {
        var judged = mutants.Where(IsJudged).ToList();
        return judged.Count == 0 ? 100 : 100.0 * judged.Count(IsKilled) / judged.Count;
    }

    private static bool IsKilled(Mutant mutant) => mutant.Status is "Killed" or "Timeout";

    private static bool IsJudged(Mutant mutant) => IsKilled(mutant) || mutant.Status is "Survived" or "NoCoverage";

    private static string Short(string text)
    {
        var line = string.Join(' ', new StringBuilder(text).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('`', '\'');
        return line.Length <= 100 ? line : line[..100] + "…";
    }
}
