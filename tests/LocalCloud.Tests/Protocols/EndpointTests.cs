using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace LocalCloud.Tests.Protocols;

/// <summary>Malformed calls get AWS's own errors, in the form of the protocol they came in.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private const string ListClusters = "AmazonEC2ContainerServiceV20141113.ListClusters";
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Theory]
    [InlineData("Nobody.DoIt", "{}", "UnknownOperationException")]
    [InlineData("nodot", "{}", "UnknownOperationException")]
    [InlineData("AmazonEC2ContainerServiceV20141113.PutAttributes", "{}", "UnknownOperationException")]
    [InlineData(ListClusters, "{", "SerializationException")]
    [InlineData(ListClusters, "", "SerializationException")]
    [InlineData(ListClusters, "[]", "SerializationException")]
    [InlineData(ListClusters, """{"maxResults":"ten"}""", "SerializationException")]
    [InlineData(ListClusters, """{"maxResults":1,"maxResults":2}""", "SerializationException")]
    [InlineData(ListClusters, "\0\u0001binary", "SerializationException")]
    [InlineData(ListClusters, """{"maxResults":0}""", "InvalidParameterException")]
    [InlineData(ListClusters, """{"nextToken":"made up"}""", "InvalidParameterException")]
    public async Task A_bad_JSON_call_gets_a_JSON_error(string target, string body, string code)
    {
        using var answer = await _region.SendAsync(target, body);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, (string)error["__type"]!));
        Assert.NotEmpty((string)error["message"]!);
        Assert.True(answer.Headers.Contains("x-amzn-RequestId"));
        Assert.Equal("application/x-amz-json-1.1", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("Action=&Version=2015-12-01", "MissingAction")]
    [InlineData("Version=2015-12-01", "MissingAction")]
    [InlineData("Action=DescribeRules", "MissingParameter")]
    [InlineData("Action=DescribeRules&Version=1999-01-01", "InvalidAction")]
    [InlineData("Action=Dance&Version=2011-06-15", "InvalidAction")]
    [InlineData("Action=GetCallerIdentity&Action=Again&Version=2011-06-15", "MalformedQueryString")]
    [InlineData("Action=DescribeRules&Version=2015-12-01&RuleArns.member.x=1", "MalformedQueryString")]
    public async Task A_bad_query_call_gets_an_XML_error(string form, string code)
    {
        var error = await QueryErrorAsync(form, signed: true, HttpStatusCode.BadRequest);
        Assert.Equal((code, "Sender"), (error.Element("Code")!.Value, error.Element("Type")!.Value));
    }

    [Fact]
    public async Task A_call_without_a_signature_is_refused_in_both_protocols()
    {
        using var json = await _region.SendAsync(ListClusters, "{}", caller: null);
        Assert.Equal(
            "MissingAuthenticationTokenException",
            (string)JsonNode.Parse(await json.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["__type"]!);
        var error = await QueryErrorAsync("Action=GetCallerIdentity&Version=2011-06-15", signed: false, HttpStatusCode.Forbidden);
        Assert.Equal("MissingAuthenticationToken", error.Element("Code")!.Value);
    }

    [Fact]
    public async Task A_body_over_one_MB_is_refused()
    {
        using var answer = await _region.SendAsync(ListClusters, new string(' ', 1024 * 1024 + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_CBOR_client_is_told_in_CBOR_that_it_is_not_understood()
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, "/service/GraniteServiceVersion20100801/operation/GetMetricData")
        { Content = new ByteArrayContent([0xA0]) };
        request.Headers.Add("Smithy-Protocol", "rpc-v2-cbor");
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await _region.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.BadRequest, 0xA2), (answer.StatusCode, body[0]));
        Assert.Contains("UnsupportedProtocol", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task A_region_that_is_stopping_says_so_in_a_form_that_clients_try_again()
    {
        _region.Service<IHostApplicationLifetime>().StopApplication();
        var error = await QueryErrorAsync(
            "Action=CreateLoadBalancer&Version=2015-12-01&Name=a&Subnets.member.1=b&Subnets.member.2=c", signed: true, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(("ServiceUnavailable", "Receiver"), (error.Element("Code")!.Value, error.Element("Type")!.Value));
    }

    [Fact]
    public async Task What_is_no_AWS_call_is_told_what_to_do()
    {
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await _region.Http.PostAsync("/", new StringContent("hello"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _region.Http.GetAsync("/nothing", TestContext.Current.CancellationToken)).StatusCode);
    }

    private async Task<XElement> QueryErrorAsync(string form, bool signed, HttpStatusCode status)
    {
        var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        if (signed)
            request.Headers.TryAddWithoutValidation(
                "Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await _region.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        return XDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!.Element("Error")!;
    }
}
