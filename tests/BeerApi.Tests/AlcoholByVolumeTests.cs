using BeerApi.Beers;

namespace BeerApi.Tests;

public sealed class AlcoholByVolumeTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.0e7", "0")]
    [InlineData("0e-99999999999999999999", "0")]
    [InlineData("5", "5")]
    [InlineData("5.2", "5.2")]
    [InlineData("5.20", "5.2")]
    [InlineData("0.1", "0.1")]
    [InlineData("52e-1", "5.2")]
    [InlineData("0.052e+2", "5.2")]
    [InlineData("1e2", "100")]
    [InlineData("100.0", "100")]
    public void A_number_from_0_to_100_with_one_decimal_is_read(string number, string expected)
    {
        Assert.Null(AlcoholByVolume.Read(number, out var abv));
        Assert.Equal(expected, abv.ToString("0.#"));
    }

    [Theory]
    [InlineData("100.1", "from 0 to 100")]
    [InlineData("101", "from 0 to 100")]
    [InlineData("999", "from 0 to 100")]
    [InlineData("1000", "from 0 to 100")]
    [InlineData("1e400", "from 0 to 100")]
    [InlineData("1e99999999999999999999", "from 0 to 100")]
    [InlineData("-0.1", "from 0 to 100")]
    [InlineData("-5", "from 0 to 100")]
    [InlineData("5.25", "one decimal")]
    [InlineData("0.01", "one decimal")]
    [InlineData("5.2000000000000000000000000000000000001", "one decimal")]
    [InlineData("1e-400", "one decimal")]
    [InlineData("1e-99999999999999999999", "one decimal")]
    public void Another_number_is_refused_with_the_reason(string number, string reason) =>
        Assert.Contains(reason, AlcoholByVolume.Read(number, out _), StringComparison.Ordinal);
}
