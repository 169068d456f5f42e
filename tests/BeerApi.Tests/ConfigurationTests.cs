using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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
    public void A_database_is_also_read_from_variables_of_its_own()
    {
        var settings = Read(("DB_HOST", "db.example"), ("DB_PORT", "6432"), ("DB_NAME", "beers"), ("DB_USER", "beer"), ("DB_PASSWORD", "p:a/ss w@"), ("DB_SSLMODE", "require"));

        Assert.Equal(new DatabaseSettings("db.example", 6432, "beers", "beer", "p:a/ss w@", SslMode.Require, null, 20), settings.Database);
    }

    [Theory]
    [InlineData("DB_HOST", "DB_NAME=beers DB_USER=beer DB_PASSWORD=s3cret")]
    [InlineData("DB_NAME", "DB_HOST=db DB_USER=beer DB_PASSWORD=s3cret")]
    [InlineData("DB_USER", "DB_HOST=db DB_NAME=beers DB_PASSWORD=s3cret")]
    [InlineData("DB_PORT", "DB_HOST=db DB_NAME=beers DB_USER=beer DB_PORT=0")]
    [InlineData("DB_SSLMODE", "DB_HOST=db DB_NAME=beers DB_USER=beer DB_SSLMODE=on")]
    [InlineData("DB_SSLROOTCERT", "DB_HOST=db DB_NAME=beers DB_USER=beer DB_SSLROOTCERT=/does/not/exist")]
    [InlineData("DATABASE_URL and DB_HOST", "DATABASE_URL=postgres://beer:s3cret@db/beers DB_HOST=db")]
    [InlineData("MIGRATION_DATABASE_URL", "DATABASE_URL=postgres://beer:s3cret@db/beers MIGRATION_DATABASE_URL=s3cret")]
    [InlineData("MIGRATION_DATABASE_URL", "DATABASE_URL=postgres://beer:s3cret@db/beers MIGRATION_DATABASE_URL=postgres://owner:s3cret@db/wines")]
    [InlineData("MIGRATION_DATABASE_URL", "DATABASE_URL=postgres://beer:s3cret@db/beers MIGRATION_DATABASE_URL=postgres://beer:s3cret@db/beers")]
    public void What_does_not_fit_together_is_one_sentence_that_names_the_variable(string named, string environment)
    {
        var variables = environment.Split(' ').Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        var error = Assert.Throws<ConfigurationException>(() => Settings.Read(name => variables.GetValueOrDefault(name)));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.Single(error.Message.Split(". "));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_may_be_in_PEM_form_or_not(bool pem)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=ours", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pem ? Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()) : certificate.RawData, TestContext.Current.CancellationToken);

            Assert.Equal(file, Read(("DATABASE_URL", $"{Good}?sslrootcert={file}")).Database.RootCertificate);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Read by reading every one of them while none is set.</summary>
    [Fact]
    public void Every_variable_is_in_the_documentation()
    {
        var asked = new HashSet<string>();
        foreach (var database in new[] { "DATABASE_URL", "DB_HOST" })
        {
            _ = Record.Exception(() => Settings.Read(name =>
            {
                asked.Add(name);
                return name == database ? Good : null;
            }));
        }
        var documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs/beer-api.md"));

        Assert.True(asked.Count > 20);
        Assert.All(asked, name => Assert.Contains($"`{name}`", documentation, StringComparison.Ordinal));
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
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db/beers?sslrootcert=/dev/null")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db/beers?sslrootcert=/etc/passwd")]
    [InlineData("DATABASE_URL", "postgres://beer:s3cret@db/beers?sslrootcert=/etc")]
    [InlineData("DATABASE_POOL_SIZE", "0")]
    [InlineData("HOST", "localhost")]
    [InlineData("PORT", "http")]
    [InlineData("PORT", "65536")]
    [InlineData("SCHEMA_VERSION", "99")]
    [InlineData("SCHEMA_VERSION", "3")]
    [InlineData("REQUEST_TIMEOUT_SECONDS", "0")]
    [InlineData("RATE_LIMIT_PER_SECOND", "-1")]
    [InlineData("TRUSTED_PROXIES", "many")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:s3cret@collector:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://user:s3cret@collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "s3cret")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "2")]
    [InlineData("SEED_ENABLED", "yes")]
    [InlineData("SHUTDOWN_DELAY_SECONDS", "-1")]
    [InlineData("SHUTDOWN_DELAY_SECONDS", "11")]
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
    [InlineData("seed", "twice")]
    [InlineData("migrate", "--check", "--to", "2")]
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

    private static Settings Read(params (string Name, string Value)[] environment) =>
        Settings.Read(name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
