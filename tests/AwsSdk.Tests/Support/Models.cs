using System.Text.Json;
using AwsSdkGen;

namespace AwsSdk.Tests.Support;

/// <summary>The service models of this machine, when they are those the committed clients were written from.</summary>
internal static class Models
{
    public static string Repository { get; } = FindRepository();

    /// <summary>botocore's data folder; skips the test when there is none, or another version.</summary>
    public static string RequireData()
    {
        var data = Botocore.FindData();
        Assert.SkipWhen(data is null, "botocore is not installed for python3, so there are no service models to generate from");
        var head = File.ReadLines(Path.Combine(Repository, "src/AwsSdk/ECS/Client.g.cs")).First();
        Assert.SkipUnless(
            head.Contains($" {Botocore.Version(data!)}.", StringComparison.Ordinal),
            $"this machine has {Botocore.Version(data!)}, the committed clients come from another: {head}");
        return data!;
    }

    public static JsonDocument Operations() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository, "tools/AwsSdkGen/operations.json")));

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Publican.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Publican.slnx above " + AppContext.BaseDirectory);
    }
}
