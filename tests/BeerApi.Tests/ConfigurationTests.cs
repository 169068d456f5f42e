using System.Net;
using System.Net.Sockets;
using BeerApi.Configuration;
using BeerApi.Tests.TestKit;
using Npgsql;

namespace BeerApi.Tests;

public sealed class ConfigurationTests
{
    private const string Good = "postgres://beer:s3cret@db.example:6432/beers";

    [Fact]
    public void A_database_url_is_read_with_its_escapes_and_options()
    {
        var settings = Sql.Settings("postgresql://be%40er:p%3Aa%2Fss%20w@[::1]:6432/my%20beers?sslmode=verify-full");

        Assert.Equal(new DatabaseSettings("::1", 6432, "my beers", "be@er", "p:a/ss w", SslMode.VerifyFull, null, 20), settings);
    }

    [Fact]
    public void What_is_not_set_has_a_default()
    {
        var settings = Settings.Read(name => name == "DATABASE_URL" ? "postgres://beer@db/beers" : null);

        Assert.Equal((IPAddress.Loopback, 8080, "dev", false), (settings.Host, settings.Port, settings.Version, settings.SeedEnabled));
        Assert.Equal((5432, null, SslMode.Prefer), (settings.Database.Port, settings.Database.Password, settings.Database.SslMode));
    }

    [Fact]
    public void Settings_do_not_show_the_password_when_they_are_printed() =>
        Assert.DoesNotContain("s3cret", Settings.Read(name => name == "DATABASE_URL" ? Good : null).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("DATABASE_URL", null)]
    [InlineData("DATABASE_URL", "mysql://beer:s3cret@db/beers")]
    [InlineData("DATABASE_URL", "Host=db;Password=s3cret")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db:99999/beers")]
    [InlineData("DATABASE_URL", "postgres://:s3cret@db/beers")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@/beers")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@a,b/beers")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db/beers?sslmode=maybe")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db/beers?sslrootcert=/does/not/exist")]
    [InlineData("DATABASE_URL", "postgres://beer@db/beers?password=s3cret")]
    [InlineData("DATABASE_POOL_SIZE", "0")]
    [InlineData("HOST", "localhost")]
    [InlineData("PORT", "http")]
    [InlineData("PORT", "65536")]
    [InlineData("SCHEMA_VERSION", "99")]
    [InlineData("SEED_ENABLED", "yes")]
    [InlineData("SHUTDOWN_DELAY_SECONDS", "-1")]
    [InlineData("LOG_LEVEL", "loud")]
    public void A_wrong_value_is_one_sentence_that_names_the_variable(string variable, string? value)
    {
        var error = Assert.Throws<ConfigurationException>(() => Settings.Read(name => name == variable ? value : name == "DATABASE_URL" ? Good : null));

        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("migrate")]
    public async Task The_process_names_everything_wrong_at_once_and_exits_with_78(params string[] args)
    {
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = "postgres://beer:s3cret@db", ["PORT"] = "x" };

        var (exitCode, output) = await BeerProcess.RunAsync(environment, args);

        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.Contains("DATABASE_URL lacks a database name", output, StringComparison.Ordinal);
        Assert.Contains("PORT must be a whole number from 0 to 65535", output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'));
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("migrate", "--to")]
    [InlineData("migrate", "--to", "0")]
    [InlineData("migrate", "--to", "99")]
    public async Task Wrong_arguments_exit_with_64(params string[] args)
    {
        var (exitCode, output) = await BeerProcess.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = Good }, args);

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Contains("migrate", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line_and_exit_code_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, output) = await BeerProcess.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = Good, ["PORT"] = $"{port}" }, []);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains($"Cannot listen on 127.0.0.1:{port}", output, StringComparison.Ordinal);
    }
}
