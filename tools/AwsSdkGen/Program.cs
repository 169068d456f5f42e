using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using AwsSdkGen;

// Usage: AwsSdkGen OUTPUT [MODELS], for example AwsSdkGen src/AwsSdk. MODELS is botocore's data folder; asked of python3 when left out.
if (args is not [var output, ..])
{
    Console.Error.WriteLine("usage: AwsSdkGen OUTPUT-FOLDER [BOTOCORE-DATA-FOLDER]");
    return 2;
}

var models = args.Length > 1 ? args[1] : FindModels();
if (models is null)
{
    Console.Error.WriteLine("AwsSdkGen: botocore was not found; install the AWS CLI for python3, or name its data folder as the second argument");
    return 1;
}

using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "operations.json")));
foreach (var entry in list.RootElement.GetProperty("services").EnumerateArray())
{
    using var model = Load(Path.Combine(models, entry.GetProperty("model").GetString()!));
    var service = new Service(
        entry.GetProperty("name").GetString()!,
        new ServiceModel(model.RootElement),
        [.. entry.GetProperty("operations").EnumerateArray().Select(operation => operation.GetString()!)]);
    IWireEmitter wire = service.Model.IsJson ? new JsonEmitter(service) : new QueryEmitter(service);
    var types = new TypeEmitter(service, wire);
    var folder = Directory.CreateDirectory(Path.Combine(output, service.Name)).FullName;
    File.WriteAllText(Path.Combine(folder, "Model.g.cs"), types.Model());
    File.WriteAllText(Path.Combine(folder, "Enumerations.g.cs"), types.Enumerations());
    File.WriteAllText(Path.Combine(folder, "Exceptions.g.cs"), types.Exceptions());
    File.WriteAllText(Path.Combine(folder, "Client.g.cs"), new ClientEmitter(service, wire).Emit());
}

return 0;

static string? FindModels()
{
    try
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import botocore; print(botocore.__path__[0])"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var path = python.StandardOutput.ReadToEnd().Trim();
        python.WaitForExit();
        return python.ExitCode == 0 ? Path.Combine(path, "data") : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}

static JsonDocument Load(string folder)
{
    var version = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Last();
    var plain = Path.Combine(version, "service-2.json");
    if (File.Exists(plain))
        return JsonDocument.Parse(File.ReadAllBytes(plain));
    using var zipped = new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
    return JsonDocument.Parse(zipped);
}
