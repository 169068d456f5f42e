using Npgsql;
using Publican.Leases;
using Publican.Loop;

namespace Publican.Tests.Leases;

public sealed class LeaseDatabaseTests
{
    [Fact]
    public void A_url_is_read_with_its_escapes_and_options() =>
        Assert.Equal(
            new LeaseDatabase("::1", 6432, "my leases", "pub@lican", "p:a/ss w", SslMode.VerifyFull, null),
            LeaseDatabase.Parse("postgresql://pub%40lican:p%3Aa%2Fss%20w@[::1]:6432/my%20leases?sslmode=verify-full"));

    [Fact]
    public void The_password_is_not_shown_when_it_is_printed() =>
        Assert.Equal("db:5432/leases as publican", $"{LeaseDatabase.Parse("postgres://publican:s3cret@db/leases")}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_database_there_is_no_lease(string? value) => Assert.Null(Settings(value).Lease);

    [Theory]
    [InlineData("mysql://publican:s3cret@db/leases", "is not a PostgreSQL URL")]
    [InlineData("Host=db;Password=s3cret", "is not a PostgreSQL URL")]
    [InlineData("postgres://publican:s3cret@db:99999/leases", "is not a PostgreSQL URL")]
    [InlineData("postgres://publican:s3cret@a,b/leases", "is not a PostgreSQL URL")]
    [InlineData("postgres://publican:s3cret@db", "lacks a database name")]
    [InlineData("postgres://:s3cret@db/leases", "lacks a user")]
    [InlineData("postgres://publican:s3cret@/leases", "is not a PostgreSQL URL")]
    [InlineData("postgres://publican:s3cret@db/leases?sslmode=maybe", "has a wrong sslmode")]
    [InlineData("postgres://publican:s3cret@db/leases?sslrootcert=/does/not/exist", "sslrootcert")]
    [InlineData("postgres://publican@db/leases?password=s3cret", "has an option that is not known here")]
    public void A_wrong_url_is_one_sentence_that_names_the_variable_and_not_the_password(string value, string what)
    {
        var error = Assert.Throws<SettingsException>(() => Settings(value));
        Assert.StartsWith("PUBLICAN_DATABASE ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static ReconcilerSettings Settings(string? database) => ReconcilerSettings.From(name => name switch
    {
        "PUBLICAN_SOURCE" => "git+file:///srv/desired.git#main:local",
        "PUBLICAN_DATABASE" => database,
        _ => null,
    });
}
