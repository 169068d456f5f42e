using System.Text.Json;

namespace AwsSdkGen;

/// <summary>Everything the list of operations asks for: file names below the output folder, and their text.</summary>
internal static class Generation
{
    /// <param name="operations">operations.json: services with their model folder, namespace, operations and customizations.</param>
    /// <param name="models">botocore's data folder.</param>
    public static IEnumerable<(string Path, string Text)> Run(JsonElement operations, string models)
    {
        foreach (var entry in operations.GetProperty("services").EnumerateArray())
        {
            using var model = ServiceModel.Load(Path.Combine(models, entry.GetProperty("model").GetString()!));
            var service = new Service(
                entry.GetProperty("name").GetString()!,
                new ServiceModel(model.RootElement, Strings(entry, "millisecondTimes").ToHashSet()),
                Strings(entry, "operations"),
                Botocore.Version(models),
                entry.TryGetProperty("client", out var client) ? client.GetString() : null);
            IWireEmitter wire = service.Model.IsJson ? new JsonEmitter(service) : new QueryEmitter(service);
            var types = new TypeEmitter(service, wire);
            var exceptions = new ExceptionEmitter(service, wire);
            yield return ($"{service.Name}/Model.g.cs", types.Model());
            yield return ($"{service.Name}/Enumerations.g.cs", types.Enumerations());
            yield return ($"{service.Name}/Exceptions.g.cs", exceptions.Emit());
            yield return ($"{service.Name}/Client.g.cs", new ClientEmitter(service, wire, exceptions).Emit());
        }
    }

    private static IReadOnlyList<string> Strings(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];
}
