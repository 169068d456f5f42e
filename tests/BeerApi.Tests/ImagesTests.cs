using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>What tests/images/README.md promises of each image.</summary>
public sealed class ImagesTests(PostgresFixture postgres)
{
    private static readonly JsonElement[] Images =
        JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllText(Path.Combine(Repository.Root, "tests/images/images.json")))!;

    [Theory]
    [InlineData("1.0.0", 4)]
    [InlineData("1.1.0", 6)]
    [InlineData("1.2.0", 6)]
    public async Task A_good_image_brings_its_schema_and_works(string tag, int schema)
    {
        await using var server = await MigrateAndServeAsync(tag);

        Assert.Equal(schema, await Sql.ScalarAsync(server.Url, "SELECT max(version) FROM public.schema_migrations"));
        await server.BecomesReadyAsync();
        Assert.Equal(HttpStatusCode.Created, await server.PostAsync());
        Assert.Equal(HttpStatusCode.OK, await server.GetAsync("/beers"));
    }

    [Fact]
    public async Task Every_image_answers_its_tag_as_version()
    {
        var url = await postgres.CreateDatabaseAsync();
        foreach (var image in Images)
        {
            await using var server = await BeerProcess.ServeAsync(url, Project(image), Env(image));
            var about = await server.Client.GetFromJsonAsync<JsonElement>("/");
            Assert.Equal(image.GetProperty("tag").GetString(), about.GetProperty("version").GetString());
        }
    }

    [Fact]
    public async Task Bad_never_ready_migrates_and_lives_but_does_not_find_its_database()
    {
        await using var server = await MigrateAndServeAsync("bad-never-ready");

        Assert.Equal(HttpStatusCode.OK, await server.GetAsync("/health"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.GetAsync("/health/ready"));
        await Eventually.True(
            () => Task.FromResult(server.Process.Output.Contains("Not ready: The database 127.255.255.254:1/", StringComparison.Ordinal)),
            "the log names the database it cannot reach");
    }

    [Fact]
    public async Task Bad_before_job_fails_to_migrate_and_says_so()
    {
        var image = Image("bad-before-job");
        var environment = new Dictionary<string, string>(Env(image)) { ["DATABASE_URL"] = await postgres.CreateDatabaseAsync() };

        var (exitCode, output) = await BeerProcess.RunAsync(environment, ["migrate"], Project(image));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("The migration failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_in_preview_cannot_list_beers_for_anybody()
    {
        await using var server = await MigrateAndServeAsync("bad-in-preview");

        Assert.Equal(HttpStatusCode.OK, await server.GetAsync("/health"));
        await server.BecomesReadyAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, await server.GetAsync("/beers"));
        Assert.Equal(HttpStatusCode.InternalServerError, await server.GetAsync("/beers", preview: true));
        Assert.Equal(HttpStatusCode.Created, await server.PostAsync());
    }

    [Fact]
    public async Task Bad_at_10_percent_fails_for_everybody_but_the_preview()
    {
        await using var server = await MigrateAndServeAsync("bad-at-10-percent");

        Assert.Equal(HttpStatusCode.OK, await server.GetAsync("/health"));
        await server.BecomesReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await server.GetAsync("/beers", preview: true));
        Assert.Equal(HttpStatusCode.InternalServerError, await server.GetAsync("/beers"));
        Assert.Equal(HttpStatusCode.InternalServerError, await server.PostAsync());
    }

    private async Task<RunningImage> MigrateAndServeAsync(string tag)
    {
        var image = Image(tag);
        var url = await postgres.CreateDatabaseAsync();
        var (exitCode, output) = await BeerProcess.RunAsync(
            new Dictionary<string, string>(Env(image)) { ["DATABASE_URL"] = url }, ["migrate"], Project(image));
        Assert.True(exitCode == ExitCode.Ok, output);
        return new RunningImage(url, await BeerProcess.ServeAsync(url, Project(image), Env(image)));
    }

    private static JsonElement Image(string tag) => Images.Single(image => image.GetProperty("tag").GetString() == tag);

    private static string Project(JsonElement image) => image.GetProperty("project").GetString()!;

    private static Dictionary<string, string> Env(JsonElement image) => image.GetProperty("env").Deserialize<Dictionary<string, string>>()!;
}
