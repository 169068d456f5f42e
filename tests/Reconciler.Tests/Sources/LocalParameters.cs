using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Aws;
using Publican.Sources;
using Publican.Stack;

namespace Publican.Tests.Sources;

/// <summary>Parameter Store of a LocalCloud in a process of its own, shared by the tests of a class: each takes a path that no other has.</summary>
public sealed class LocalParameters : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-ssm-").FullName;
    private readonly ApiBudget _budget = new(TimeProvider.System, TimeSpan.FromSeconds(1));
    private int _paths;

    internal string Folder => _folder;

    internal LocalCloudProcess Cloud { get; private set; } = null!;

    internal IAmazonSimpleSystemsManagement Ssm { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "images"));
        Cloud = await LocalCloudProcess.StartAsync(_folder, 0, 1);
        Ssm = Client();
    }

    public async ValueTask DisposeAsync()
    {
        Ssm.Dispose();
        await Cloud.DisposeAsync();
        _budget.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal ParameterAddress NewPath() => new($"/desired/{Interlocked.Increment(ref _paths)}");

    /// <param name="caller">What the call log and the faults know it by.</param>
    internal IAmazonSimpleSystemsManagement Client(string caller = "a-person") =>
        ParameterClient.Create("eu-west-1", Cloud.Endpoint, _budget, config => config.DefaultAWSCredentials = new BasicAWSCredentials(caller, "local"));

    internal async Task<long> PutAsync(string name, string value, string type = "String") =>
        (await Ssm.PutParameterAsync(new PutParameterRequest { Name = name, Value = value, Type = type, Overwrite = true, Tier = ParameterTier.IntelligentTiering })).Version ?? 0;

    internal async Task<string> ValueAsync(string name) => (await Ssm.GetParameterAsync(new GetParameterRequest { Name = name })).Parameter.Value;
}
