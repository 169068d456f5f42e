using System.Collections.Immutable;
using Publican.Sources;

namespace Publican.Tests.Sources;

public sealed class ParameterManifestTests
{
    private static readonly ParameterAddress Address = new("/desired/local");

    [Fact]
    public void A_manifest_is_the_JSON_that_the_documentation_shows()
    {
        const string text = """{"revision":"c0ffee","documents":{"big.yaml":[2,1],"web.yaml":3}}""";
        var manifest = ParameterManifest.Parse(text, Address);

        Assert.Equal("c0ffee", manifest.Revision);
        Assert.Equal(
            ["/desired/local/documents/big.yaml/1:2", "/desired/local/documents/big.yaml/2:1", "/desired/local/documents/web.yaml:3"],
            manifest.Documents.SelectMany(document => Address.Selectors(document.Key, document.Value)));
        Assert.Equal(text, manifest.Write());
    }

    [Fact]
    public void A_manifest_of_a_thousand_documents_still_fits_into_one_parameter()
    {
        var documents = Enumerable.Range(0, 1000).ToImmutableSortedDictionary(
            number => $"services/service-{number}.yaml", number => new DocumentVersions(number % 2 == 0, [number + 1]), StringComparer.Ordinal);
        var text = new ParameterManifest("c0ffee", documents).Write();

        Assert.InRange(text.Length, 1, ParameterDocument.MostPlain);
        Assert.NotEqual('{', text[0]);
        Assert.Equal(text, ParameterManifest.Parse(text, Address).Write());
        Assert.Equal(1000, ParameterManifest.Parse(text, Address).Documents.Count);
    }

    [Theory]
    [InlineData("{\"revision\": \"a\", \"documents\": {", "is not JSON: ")]
    [InlineData("{\"revision\": \"a\", \"documents\": {}, \"documents\": {}}", "is not JSON: ")]
    [InlineData("hello", "is not Base64")]
    [InlineData("", "is not compressed with gzip, or is broken")]
    [InlineData("[]", "is not Base64")]
    [InlineData("{}", "lacks \"revision\", or it is not a text")]
    [InlineData("{\"revision\": 7, \"documents\": {}}", "lacks \"revision\", or it is not a text")]
    [InlineData("{\"revision\": \"a\", \"documents\": []}", "lacks \"documents\", or it is not an object")]
    [InlineData("{\"revision\": \"a\", \"documents\": {}, \"document\": {}}", "has the member \"document\", which means nothing")]
    [InlineData("{\"revision\": \"a b\", \"documents\": {}}", "names the revision \"a b\"; it takes 1 to 128 letters")]
    [InlineData("{\"revision\": \"\", \"documents\": {}}", "names the revision \"\"; it takes 1 to 128 letters")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"a/../web.yaml\": 1}}", "names the document \"a/../web.yaml\": names of parameters take")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web\": 1}}", "a document ends with .yaml or .yml")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web.yaml\": \"1\"}}", "gives the document \"web.yaml\" no version")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web.yaml\": 0}}", "gives the document \"web.yaml\" no version")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web.yaml\": 1.5}}", "gives the document \"web.yaml\" no version")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web.yaml\": []}}", "gives the document \"web.yaml\" no version")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web.yaml\": [1, null]}}", "gives the document \"web.yaml\" no version")]
    [InlineData("{\"revision\": \"a\", \"documents\": {\"web.yaml\": 99999999999999999999}}", "gives the document \"web.yaml\" no version")]
    public void What_is_no_manifest_is_told_what_is_wrong(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => ParameterManifest.Parse(text, Address)).Message, StringComparison.Ordinal);
}
