using System.Net;
using BeerApi.Database;
using BeerApi.Tests.TestKit;
using Npgsql;

namespace BeerApi.Tests;

/// <summary>One role owns the schema, another one serves.</summary>
public sealed class RolesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_server_does_everything_it_should_as_a_role_that_can_change_rows_only()
    {
        var (owner, server) = await MigrateAsync("beers_api", "s3cret & \"quoted\" 'word'");
        await using var api = await BeerProcess.ServeAsync(server, environment: new Dictionary<string, string> { ["SEED_ENABLED"] = "true" });

        await Eventually.True(async () => (await api.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the server is ready");
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync("POST", "/seed")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync("POST", "/beers/bulk", """{"name": "A", "abv": 1}""", "application/x-ndjson")).StatusCode);
        using var added = await api.Client.SendAsync("POST", "/beers", """{"name": "'; DROP TABLE beers; --", "abv": 1}""", headers: ("Idempotency-Key", "1"));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var path = added.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync("PATCH", path, """{"abv": 2}""", headers: ("If-Match", "*"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync("PUT", path, """{"name": "B", "abv": 2}""", headers: ("If-Match", "*"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Client.SendAsync("DELETE", path, headers: ("If-Match", "*"))).StatusCode);
        Assert.Equal(11, (await api.Client.ListAllAsync("/beers?limit=5")).Count);

        foreach (var forbidden in new[]
                 {
                     "DROP TABLE public.beers", "TRUNCATE public.beers", "ALTER TABLE public.beers ADD COLUMN x int", "CREATE TABLE public.mine (x int)",
                     "CREATE INDEX ON public.beers (name)", "INSERT INTO public.schema_migrations (version, name, checksum) VALUES (99, 'x', 'x')",
                     "DELETE FROM public.schema_migrations", "DROP TABLE public.idempotency_keys", "CREATE ROLE mine", "COPY public.beers TO PROGRAM 'cat'",
                 })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(server, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        Assert.Equal(11L, await Sql.ScalarAsync(owner, "SELECT count(*) FROM public.beers"));
    }

    [Fact]
    public async Task The_role_that_is_made_has_the_password_of_the_server_and_no_statement_held_it()
    {
        var (owner, server) = await MigrateAsync("beers_api_2", "s3cret");

        await Sql.ScalarAsync(server, "SELECT 1");
        var wrong = await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(server.Replace("s3cret", "other", StringComparison.Ordinal), "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, wrong.SqlState);
        Assert.StartsWith("SCRAM-SHA-256$4096:", (string)(await Sql.ScalarAsync(owner, "SELECT rolpassword FROM pg_authid WHERE rolname = 'beers_api_2'"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_role_had_too_much_is_taken_away_and_its_password_is_left_alone()
    {
        var (owner, server) = await MigrateAsync("beers_api_3", "s3cret");
        await Sql.ScalarAsync(owner, "GRANT ALL ON ALL TABLES IN SCHEMA public TO beers_api_3; GRANT CREATE ON SCHEMA public TO beers_api_3");

        var (exitCode, output) = await RunMigrateAsync(owner, server.Replace("s3cret", "later", StringComparison.Ordinal));

        Assert.True(exitCode == ExitCode.Ok, output);
        await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(server, "TRUNCATE public.beers"));
        await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(server, "CREATE TABLE public.mine (x int)"));
    }

    [Fact]
    public async Task A_role_that_could_drop_tables_all_the_same_is_refused()
    {
        var owner = await postgres.CreateDatabaseAsync();
        await Sql.ScalarAsync(owner, "CREATE ROLE almighty LOGIN SUPERUSER PASSWORD 's3cret'");

        var (exitCode, output) = await RunMigrateAsync(owner, PostgresFixture.Login(owner, "almighty", "s3cret"));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("almighty is a superuser or a member of the owner", output, StringComparison.Ordinal);
    }

    /// <summary>As on RDS: the administrator may make roles and owns the database, but is no superuser.</summary>
    [Fact]
    public async Task A_new_database_is_given_to_its_two_roles_and_their_passwords_can_be_set_anew()
    {
        var url = await postgres.CreateDatabaseAsync();
        var name = new Uri(url).AbsolutePath.Trim('/');
        await Sql.ScalarAsync(url, $"CREATE ROLE master_{name} LOGIN CREATEROLE CREATEDB PASSWORD 'm'; ALTER DATABASE {name} OWNER TO master_{name}");
        foreach (var password in new[] { "first", "second" })
        {
            var environment = new Dictionary<string, string>
            {
                ["ADMIN_USER"] = $"master_{name}",
                ["ADMIN_PASSWORD"] = "m",
                ["DATABASE_URL"] = PostgresFixture.Login(url, "beers_api_4", password),
                ["MIGRATION_DATABASE_URL"] = PostgresFixture.Login(url, "beers_api_owner", password),
            };

            var (made, output) = await BeerProcess.RunAsync(environment, ["roles"]);
            Assert.True(made == ExitCode.Ok, output);
            Assert.DoesNotContain(password, output.Replace("Set the password", "", StringComparison.Ordinal), StringComparison.Ordinal);
            var (migrated, log) = await BeerProcess.RunAsync(environment, ["migrate"]);
            Assert.True(migrated == ExitCode.Ok, log);
            Assert.Equal("beers_api_owner", await Sql.ScalarAsync(url, "SELECT tableowner FROM pg_tables WHERE tablename = 'beers'"));
            await using var api = await BeerProcess.ServeAsync(environment["DATABASE_URL"]);
            await api.Client.AddAsync(new { name = password, abv = 1 });
            foreach (var forbidden in new[] { "DROP TABLE public.beers", "CREATE TABLE public.mine (x int)", "CREATE TEMPORARY TABLE mine (x int)", $"ALTER DATABASE {name} OWNER TO beers_api_4" })
            {
                await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(environment["DATABASE_URL"], forbidden));
            }
        }
        var stale = await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(PostgresFixture.Login(url, "beers_api_4", "first"), "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, stale.SqlState);
    }

    [Theory]
    [InlineData("DATABASE_URL=postgres://a:s3cret@127.255.255.254:1/x", "roles needs ADMIN_USER")]
    [InlineData("DATABASE_URL=postgres://a:s3cret@127.255.255.254:1/x ADMIN_USER=b", "MIGRATION_DATABASE_URL, which names the database, is not")]
    [InlineData("DATABASE_URL=postgres://a:s3cret@127.255.255.254:1/x ADMIN_PASSWORD=s3cret", "ADMIN_USER is not")]
    public async Task Roles_without_an_administrator_is_a_configuration_error(string environment, string reason)
    {
        var variables = environment.Split(' ').Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        var (exitCode, output) = await BeerProcess.RunAsync(variables, ["roles"]);

        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
    }

    /// <summary>The example of RFC 7677, chapter 3, as PostgreSQL would store it.</summary>
    [Fact]
    public void A_scram_secret_is_what_the_standard_says()
    {
        var secret = ScramSecret.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="));

        Assert.Equal("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", secret);
    }

    private async Task<(string Owner, string Server)> MigrateAsync(string role, string password)
    {
        var owner = await postgres.CreateDatabaseAsync();
        var server = PostgresFixture.Login(owner, role, password);
        var (exitCode, output) = await RunMigrateAsync(owner, server);
        Assert.True(exitCode == ExitCode.Ok, output);
        Assert.DoesNotContain(password, output, StringComparison.Ordinal);
        return (owner, server);
    }

    private static Task<(int ExitCode, string Output)> RunMigrateAsync(string owner, string server) =>
        BeerProcess.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = server, ["MIGRATION_DATABASE_URL"] = owner }, ["migrate"]);
}
