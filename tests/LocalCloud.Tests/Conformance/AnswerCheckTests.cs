using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalCloud.Tests.Support;
using Xunit.Sdk;

namespace LocalCloud.Tests.Conformance;

/// <summary>The check itself: it must find what is wrong, or all the answers it has passed mean nothing.</summary>
public sealed class AnswerCheckTests
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113.";

    public AnswerCheckTests() => Assert.SkipUnless(AnswerCheck.HasModels, "botocore is not installed for python3, so there are no service models to check against");

    [Theory]
    [InlineData("DescribeServices", """{"services":[],"failures":[]}""", null)]
    [InlineData("DescribeServices", """{"services":[],"surprises":[]}""", "surprises")]
    [InlineData("DescribeServices", """{"services":{}}""", "a list is wanted")]
    [InlineData("DescribeServices", """{"services":[{"desiredCount":"2"}]}""", "a whole number is wanted")]
    [InlineData("DescribeServices", """{"services":[{"desiredCount":2.5}]}""", "a whole number is wanted")]
    [InlineData("DescribeServices", """{"services":[{"createdAt":"2026-01-01"}]}""", "a number is wanted")]
    [InlineData("DescribeServices", """{"services":[{"enableECSManagedTags":1}]}""", "a boolean is wanted")]
    [InlineData("DescribeServices", """{"services":[{"launchType":"MOON"}]}""", "none of")]
    [InlineData("DescribeServices", """{"services":[{"serviceName":null}]}""", "a string is wanted")]
    [InlineData("DescribeServices", """{"services":[{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true}}}]}""", "rollback is required")]
    public void A_JSON_answer_is_held_against_the_model(string action, string answer, string? complaint) =>
        Expect(complaint, () => AnswerCheck.Json(Ecs + action, JsonNode.Parse(answer)!, isError: false));

    [Theory]
    [InlineData("<R><DescribeRulesResult><Rules><member><Priority>1</Priority></member></Rules></DescribeRulesResult></R>", null)]
    [InlineData("<R><DescribeRulesResult><Rules><Rule/></Rules></DescribeRulesResult></R>", "member elements")]
    [InlineData("<R><DescribeRulesResult><Rules><member><Colour>1</Colour></member></Rules></DescribeRulesResult></R>", "Colour")]
    [InlineData("<R><DescribeRulesResult><Rules><member><IsDefault>yes</IsDefault></member></Rules></DescribeRulesResult></R>", "true or false")]
    public void An_XML_answer_is_held_against_the_model(string answer, string? complaint) =>
        Expect(complaint, () => AnswerCheck.Query("2015-12-01", "DescribeRules", XElement.Parse(answer), isError: false));

    [Fact]
    public void An_error_code_that_the_service_does_not_have_is_found()
    {
        Expect(null, () => AnswerCheck.Json(Ecs + "CreateService", JsonNode.Parse("""{"__type":"ClusterNotFoundException"}""")!, isError: true));
        Expect("NoSuchCluster", () => AnswerCheck.Json(Ecs + "CreateService", JsonNode.Parse("""{"__type":"NoSuchCluster"}""")!, isError: true));
    }

    private static void Expect(string? complaint, Action check)
    {
        if (complaint is null) check();
        else Assert.Contains(complaint, Assert.ThrowsAny<XunitException>(check).Message);
    }
}
