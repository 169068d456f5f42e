using System.Diagnostics;

namespace Publican.Bootstrap.Terraform;

/// <summary>
/// <c>tf-offline</c>: the real terraform on a copy of terraform-bootstrap, against the real schema of the providers, without registry and AWS. Where it is absent
/// (as on GitHub, whose workflow takes the real providers) the tests are skipped and say so.
/// </summary>
internal static class Offline
{
    private static readonly Lazy<string> Problem = new(Look);

    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "terraform-bootstrap");

    /// <summary>TF_OFFLINE, or where this project's machines have it.</summary>
    private static string Tool { get; } = Environment.GetEnvironmentVariable("TF_OFFLINE") ?? Path.GetFullPath(Path.Combine(Root, "../shared/tools/terraform-offline/tf-offline"));

    public static void Require() => Assert.SkipWhen(Problem.Value.Length > 0, Problem.Value);

    /// <returns>Exit code, standard output, and standard error.</returns>
    public static (int Code, string Output, string Error) Run(params string[] args) => Start(Tool, args);

    public static (int Code, string Output, string Error) Terraform(params string[] args) => Start("terraform", args);

    private static (int Code, string Output, string Error) Start(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // A proxy or settings of the person at the keyboard would decide otherwise what is tested.
        start.Environment.Remove("TF_CLI_CONFIG_FILE");
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("TF_VAR_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    private static string Look()
    {
        if (!File.Exists(Tool))
            return $"{Tool} is not there (TF_OFFLINE names it): terraform-bootstrap was not planned";
        if (!CanRun("terraform") || !CanRun("node"))
            return "terraform and node are needed to plan terraform-bootstrap, and one of them is not installed";

        // The first time it fetches the providers' schemas from npm.
        var (code, _, error) = Run("setup");
        return code == 0 ? "" : $"tf-offline could not be set up: {error.Trim()}";
    }

    private static bool CanRun(string program)
    {
        try
        {
            return Start(program, ["--version"]).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Publican.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
