using System.Text.Json.Nodes;
using Publican.Desired;

namespace Publican.Tests.Desired;

public sealed class CanonicalJsonTests
{
    // The bit patterns and spellings of RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void A_number_is_written_as_the_standard_shows(ulong bits, string expected) =>
        Assert.Equal(expected, CanonicalJson.Text(JsonValue.Create(BitConverter.UInt64BitsToDouble(bits))));

    [Fact]
    public void The_standards_own_example_comes_out_to_the_letter()
    {
        const string input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string expected = """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

        Assert.Equal(expected, CanonicalJson.Text(JsonNode.Parse(input)));
    }

    [Fact]
    public void Keys_are_ordered_by_their_code_units()
    {
        const string input = """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""";

        var keys = JsonNode.Parse(CanonicalJson.Text(JsonNode.Parse(input)))!.AsObject().Select(member => member.Value!.GetValue<string>());

        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            keys);
    }

    [Fact]
    public void Members_that_are_null_are_left_out()
    {
        var withNull = new JsonObject { ["b"] = null, ["a"] = 1, ["c"] = new JsonObject { ["d"] = null } };

        Assert.Equal("""{"a":1,"c":{}}""", CanonicalJson.Text(withNull));
    }

    [Fact]
    public void Every_kind_of_CLR_number_is_written_the_same()
    {
        var numbers = new JsonArray(JsonValue.Create(7), JsonValue.Create(7L), JsonValue.Create(7.0), JsonValue.Create(7.0m), JsonValue.Create((byte)7));

        Assert.Equal("[7,7,7,7,7]", CanonicalJson.Text(numbers));
    }

    [Fact]
    public void What_has_no_canonical_form_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CanonicalJson.Text(JsonNode.Parse("1e400")));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Text(JsonValue.Create(double.NaN)));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Text(new JsonObject { ["half \ud800"] = 1 }));
    }

    [Fact]
    public void A_revision_is_named_by_its_content_and_not_by_its_layout()
    {
        var one = JsonNode.Parse("""{"image": "beer-api:1.0.0", "port": 8080.0, "gone": null}""")!;
        var other = new JsonObject { ["port"] = 8080, ["image"] = "beer-api:1.0.0" };

        Assert.Equal(RevisionHash.Of(one), RevisionHash.Of(other));
        // sha256sum of {"image":"beer-api:1.0.0","port":8080}
        Assert.Equal("h1:6aab67b2047068d5", RevisionHash.Of(other));
    }
}
