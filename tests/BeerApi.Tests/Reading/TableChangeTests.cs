using BeerApi.Reading;

namespace BeerApi.Tests.Reading;

public sealed class TableChangeTests
{
    [Fact]
    public void A_payload_tells_the_transaction_and_what_it_changed()
    {
        Assert.Equal([3L, -1L, long.MaxValue], Change.Parse("742 3,-1,9223372036854775807")!.Ids);
        Assert.Equal(742UL, Change.Parse("742 3")!.Transaction);
        Assert.Empty(Change.Parse("742 +")!.Ids!);
        Assert.Null(Change.Parse("18446744073709551615 *")!.Ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("742")]
    [InlineData("742 ")]
    [InlineData(" 3")]
    [InlineData("-1 3")]
    [InlineData("742 3,")]
    [InlineData("742 3;4")]
    [InlineData("742 3 4")]
    [InlineData("742 99999999999999999999")]
    public void Anything_else_is_no_change(string payload) => Assert.Null(Change.Parse(payload));
}
