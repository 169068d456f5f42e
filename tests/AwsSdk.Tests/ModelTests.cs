using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.Runtime;
using AwsSdk.Tests.Support;
using AwsSdkGen;

namespace AwsSdk.Tests;

/// <summary>
/// Every class and property of the generated clients against AWS's service models, which are read here without the generator's help:
/// names and types by reflection, wire names by sending every member of a request and reading back every member of an answer.
/// </summary>
public sealed class ModelTests
{
    public static TheoryData<string, string, string> Operations
    {
        get
        {
            using var document = Models.Operations();
            var data = new TheoryData<string, string, string>();
            foreach (var service in document.RootElement.GetProperty("services").EnumerateArray())
            {
                foreach (var operation in service.GetProperty("operations").EnumerateArray())
                    data.Add(service.GetProperty("model").GetString()!, service.GetProperty("name").GetString()!, operation.GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_member_travels_under_its_name_with_its_type(string service, string name, string operation)
    {
        using var document = ServiceModel.Load(Path.Combine(Models.RequireData(), service));
        var model = new ModelSample(document.RootElement, MillisecondTimes());
        var (input, output) = (model.ShapeOf(operation, "input")!, model.ShapeOf(operation, "output"));
        var sent = model.Fill(input);
        var expected = output is null ? new JsonObject() : model.Fill(output);
        await using var aws = await FakeAws.StartAsync(model.IsJson
            ? Answer.Json(expected.ToJsonString())
            : Answer.Result(operation, output is null ? "" : string.Concat(((IEnumerable<XElement>)model.Xml(output, expected)).Select(element => element.ToString()))));
        using var client = Client(aws, name);

        var request = Reflected.Build(model, Requests(name).GetType($"Amazon.{name}.Model.{operation}Request", throwOnError: true)!, input, sent);
        var answer = await CallAsync(client, operation, request);

        if (model.IsJson)
        {
            Same.Json(sent.ToJsonString(), aws.Request.Json);
        }
        else
        {
            Assert.Equal(
                model.Form(input, sent).Append(("Action", operation)).Append(("Version", model.Version)).Select(pair => $"{pair.Item1}={Lower(pair.Item2)}").Order(StringComparer.Ordinal),
                aws.Request.Form.Select(pair => $"{pair.Key}={Lower(pair.Value)}").Order(StringComparer.Ordinal));
        }

        if (output is not null) Same.Json(expected.ToJsonString(), Reflected.Dump(model, answer, output)!);
    }

    // true and True are the same to AWS.
    private static string Lower(string value) => value is "True" ? "true" : value;

    private static HashSet<string> MillisecondTimes()
    {
        using var document = Models.Operations();
        return [.. document.RootElement.GetProperty("services").EnumerateArray()
            .Where(service => service.TryGetProperty("millisecondTimes", out _))
            .SelectMany(service => service.GetProperty("millisecondTimes").EnumerateArray().Select(member => member.GetString()!))];
    }

    private static Assembly Requests(string service) => service switch
    {
        "ECS" => typeof(Amazon.ECS.AmazonECSClient).Assembly,
        "ElasticLoadBalancingV2" => typeof(Amazon.ElasticLoadBalancingV2.AmazonElasticLoadBalancingV2Client).Assembly,
        "ApplicationAutoScaling" => typeof(Amazon.ApplicationAutoScaling.AmazonApplicationAutoScalingClient).Assembly,
        "CloudWatch" => typeof(Amazon.CloudWatch.AmazonCloudWatchClient).Assembly,
        "EventBridge" => typeof(Amazon.EventBridge.AmazonEventBridgeClient).Assembly,
        "ECR" => typeof(Amazon.ECR.AmazonECRClient).Assembly,
        "SecretsManager" => typeof(Amazon.SecretsManager.AmazonSecretsManagerClient).Assembly,
        "IdentityManagement" => typeof(Amazon.IdentityManagement.AmazonIdentityManagementServiceClient).Assembly,
        _ => typeof(Amazon.CloudWatchLogs.AmazonCloudWatchLogsClient).Assembly,
    };

    private static AmazonServiceClient Client(FakeAws aws, string service) => service switch
    {
        "ECS" => aws.Ecs,
        "ElasticLoadBalancingV2" => aws.LoadBalancing,
        "ApplicationAutoScaling" => aws.Scaling,
        "CloudWatch" => aws.Metrics,
        "CloudWatchLogs" => aws.Logs,
        "ECR" => aws.Images,
        "EventBridge" => aws.Events,
        "SecretsManager" => aws.Secrets,
        "IdentityManagement" => aws.Roles,
        _ => throw new InvalidOperationException($"no client of {service} here yet: add it to {nameof(FakeAws)}"),
    };

    private static async Task<object> CallAsync(AmazonServiceClient client, string operation, object request)
    {
        var method = client.GetType().GetMethod($"{operation}Async", [request.GetType(), typeof(CancellationToken)])!;
        var task = (Task)method.Invoke(client, [request, TestContext.Current.CancellationToken])!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task)!;
    }
}
