using System.Diagnostics;
using System.Text.Json.Nodes;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>docs/getting-started-aws.md from the set-up of the database to the first rollout, with desired-state/environments/staging as it is and LocalCloud in the place of AWS.</summary>
public sealed class StagingTests : IDisposable
{
    private const string LocalAccount = "000000000000";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-staging-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Length", "long")]
    public async Task Staging_as_it_is_in_this_repository_comes_up_in_a_new_region_with_a_new_database()
    {
        ImageStore.Write(_folder);
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var cloud = await LocalCloudProcess.StartAsync(_folder, 0, seed: 1);
        using var hands = new Hands(cloud.Endpoint);
        var database = await postgres.CreateDatabaseAsync("beers");
        var beers = await hands.BootstrapAsync(FreePort.Next(), database);
        var (server, owner) = (As(database, "beers_api"), As(database, "beers_migrate"));
        await OutputsOfAsync(hands, "staging", server, owner);
        await SetUpDatabaseAsync(server, owner);
        var desired = await DesiredStateRepository.SeedAsync(_folder, SayWhichAccountAsync);
        await using var reconciler = await ReconcilerProcess.StartAsync(_folder, cloud.Endpoint, desired.Bare, "environments/staging", FreePort.Next());

        JsonNode? status = null;
        await Wait.UntilAsync(
            "the first release is over", async () => (string?)(status = await reconciler.ServiceAsync("beer-api"))?["phase"] == "Steady", Patience, () => $"{status}\n{reconciler.Output}\n{cloud.Output}");

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("1.0.0", (string?)JsonNode.Parse(await http.GetStringAsync(beers, TestContext.Current.CancellationToken))!["version"]);
        using var seeded = await http.PostAsync(new Uri(beers, "/seed"), null, TestContext.Current.CancellationToken);
        Assert.True(seeded.IsSuccessStatusCode);
    }

    /// <summary>Step 1 of the page.</summary>
    private static async Task SayWhichAccountAsync(DesiredStateRepository desired)
    {
        var file = Path.Combine(desired.Clone, "environments", "staging", "beer-api.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("123456789012", LocalAccount, StringComparison.Ordinal));
    }

    private static string As(string url, string user) => url.Replace("postgres://beers_owner@", $"postgres://{user}:s3cret@", StringComparison.Ordinal);

    /// <summary>What Terraform writes for an environment: that of the local one, under another path, and the URLs of both roles.</summary>
    private static async Task OutputsOfAsync(Hands hands, string environment, string server, string owner)
    {
        var local = await hands.Parameters.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/publican/local/", Recursive = true });
        foreach (var parameter in local.Parameters.Where(parameter => parameter.Type != ParameterType.SecureString))
            await PutAsync(parameter.Name.Replace("/publican/local/", $"/publican/{environment}/", StringComparison.Ordinal), parameter.Value, ParameterType.String);
        await PutAsync($"/publican/{environment}/beer-api/database-url", server, ParameterType.SecureString);
        await PutAsync($"/publican/{environment}/beer-api/migration-database-url", owner, ParameterType.SecureString);

        Task PutAsync(string name, string value, ParameterType type) => hands.Parameters.PutParameterAsync(new PutParameterRequest { Name = name, Value = value, Type = type });
    }

    private static async Task SetUpDatabaseAsync(string server, string owner)
    {
        var start = new ProcessStartInfo(Repository.Program("BeerApi"), ["roles"]) { RedirectStandardOutput = true };
        (start.Environment["ADMIN_USER"], start.Environment["ADMIN_PASSWORD"]) = ("beers_owner", "any");
        (start.Environment["DATABASE_URL"], start.Environment["MIGRATION_DATABASE_URL"]) = (server, owner);
        using var setUp = Process.Start(start)!;
        var output = await setUp.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await setUp.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(setUp.ExitCode == 0, output);
    }
}
