using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Publican.Stack;

/// <summary>A bare Git repository seeded from desired-state/, and a clone of it to commit in.</summary>
public sealed class DesiredStateRepository
{
    private static readonly Regex ImageLine = new("^  image: .*$", RegexOptions.Multiline);

    private DesiredStateRepository(string bare, string clone) => (Bare, Clone) = (bare, clone);

    public string Bare { get; }

    public string Clone { get; }

    /// <summary>Id of the commit that was pushed last.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Folder of the environment below the clone.</summary>
    public static string Environment => "local";

    public string BeerApi => Path.Combine(Clone, Environment, "beer-api.yaml");

    public string EnvironmentFile => Path.Combine(Clone, Environment, "environment.yaml");

    /// <param name="edit">Changes the files before they are committed first.</param>
    public static async Task<DesiredStateRepository> SeedAsync(string folder, Func<DesiredStateRepository, Task>? edit = null)
    {
        var repository = new DesiredStateRepository(Path.Combine(folder, "desired-state.git"), Path.Combine(folder, "desired-state"));
        await RunGitAsync(folder, "init", "--quiet", "--bare", "--initial-branch=main", repository.Bare);
        await RunGitAsync(folder, "clone", "--quiet", repository.Bare, repository.Clone);
        await repository.GitAsync("checkout", "--quiet", "-B", "main");
        await repository.GitAsync("config", "user.name", "A person");
        await repository.GitAsync("config", "user.email", "person@localhost");
        Copy(Path.Combine(Repository.Root, "desired-state"), repository.Clone);
        if (edit is not null)
            await edit(repository);
        await repository.CommitAsync("Seed the desired state");
        return repository;
    }

    /// <returns>The commit.</returns>
    public Task<string> SetImageAsync(string tag) => EditAsync($"beer-api {tag}", text => WithImage(text, tag));

    /// <summary>Rewrites beer-api.yaml, commits and pushes.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> EditAsync(string message, Func<string, string> edit)
    {
        await File.WriteAllTextAsync(BeerApi, edit(await File.ReadAllTextAsync(BeerApi)));
        return await CommitAsync(message);
    }

    public static string WithImage(string text, string tag) => ImageLine.Replace(text, $"  image: beer-api:{tag}");

    /// <summary>Commits everything in the clone and pushes it.</summary>
    public async Task<string> CommitAsync(string message, bool force = false)
    {
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--allow-empty", "--message", message);
        await GitAsync(force ? ["push", "--quiet", "--force", "origin", "main"] : ["push", "--quiet", "origin", "main"]);
        return Head = (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    public Task<string> GitAsync(params string[] args) => RunGitAsync(Clone, args);

    private static async Task<string> RunGitAsync(string folder, params string[] args)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEndAsync();
            var errors = git.StandardError.ReadToEndAsync();
            await git.WaitForExitAsync();
            return git.ExitCode == 0 ? await output : throw new StackException($"git {string.Join(' ', args)} failed: {await errors}");
        }
        catch (Win32Exception)
        {
            throw new StackException("git was not found: install it, the desired state is kept in a Git repository");
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
