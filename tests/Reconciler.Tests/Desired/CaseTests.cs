using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Publican.Desired;

namespace Publican.Tests.Desired;

/// <summary>
/// Every folder under Cases is a desired state with what must come of it: errors.txt or state.json.
/// UPDATE_CASES=1 writes those files anew; read the difference before it is committed.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases");

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameTheKindOfCheck, LeaveOutNoJobs } },
    };

    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_folder_reads_as_its_case_says(string name)
    {
        var folder = Path.Combine(Folder, name);

        var result = DesiredReader.Read(Revisions.OfFolder(folder), null);

        var (file, actual) = result.IsValid
            ? ("state.json", JsonSerializer.Serialize(result.State, Json) + "\n")
            : ("errors.txt", string.Concat(result.Errors.Select(error => $"{error.File}:{error.Line}:{error.Column} {error.Key}: {error.Message}\n")));
        if (Environment.GetEnvironmentVariable("UPDATE_CASES") == "1") Update(folder, file, actual);
        Assert.True(File.Exists(Path.Combine(folder, file)), $"{name} has no {file}; what came out:\n{actual}");
        Assert.Equal(File.ReadAllText(Path.Combine(folder, file)), actual);
    }

    private static void Update(string folder, string file, string actual)
    {
        File.Delete(Path.Combine(folder, "state.json"));
        File.Delete(Path.Combine(folder, "errors.txt"));
        File.WriteAllText(Path.Combine(folder, file), actual);
    }

    private static void LeaveOutNoJobs(JsonTypeInfo type)
    {
        if (type.Type == typeof(DesiredState)) type.Properties.Single(property => property.Name == nameof(DesiredState.Jobs)).ShouldSerialize = (state, _) => !((DesiredState)state).Jobs.IsEmpty;
    }

    private static void NameTheKindOfCheck(JsonTypeInfo type)
    {
        if (type.Type != typeof(CheckSpec)) return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "check", DerivedTypes = { new(typeof(HttpCheckSpec), "http"), new(typeof(ErrorRateCheckSpec), "errorRate"), new(typeof(AlarmCheckSpec), "alarm"), new(typeof(LatencyCheckSpec), "latency"), new(typeof(PrometheusCheckSpec), "prometheus"), new(typeof(WebhookCheckSpec), "webhook"), new(typeof(TaskCheckSpec), "task"), new(typeof(RestartsCheckSpec), "restarts") } };
    }
}
