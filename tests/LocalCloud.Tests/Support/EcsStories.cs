using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Support;

/// <summary>The ECS calls that most tests begin with.</summary>
internal static class EcsStories
{
    public const string Cluster = "test";

    public static readonly object Network = new { awsvpcConfiguration = new { subnets = new[] { "subnet-1" } } };

    public static async Task<TestRegion> WithClusterAsync(this Task<TestRegion> starting)
    {
        var region = await starting;
        await region.Ecs("CreateCluster", new { clusterName = Cluster });
        return region;
    }

    /// <returns>The ARN of the revision.</returns>
    public static async Task<string> RegisterAsync(this TestRegion region, string family, object container, object[]? tags = null)
    {
        var answer = await region.Ecs("RegisterTaskDefinition", new
        {
            family,
            networkMode = "awsvpc",
            cpu = "256",
            memory = "512",
            requiresCompatibilities = new[] { "FARGATE" },
            executionRoleArn = "arn:aws:iam::000000000000:role/execution",
            containerDefinitions = new[] { container },
            tags,
        });
        return (string)answer["taskDefinition"]!["taskDefinitionArn"]!;
    }

    public static Task<string> RegisterAsync(this TestRegion region, string family, string image) =>
        region.RegisterAsync(family, new { name = "main", image });

    public static Task<JsonNode> CreateServiceAsync(
        this TestRegion region,
        string name,
        string taskDefinition,
        int desiredCount,
        object? deploymentConfiguration = null,
        object[]? loadBalancers = null,
        int? grace = null) =>
        region.Ecs("CreateService", new
        {
            cluster = Cluster,
            serviceName = name,
            taskDefinition,
            desiredCount,
            launchType = "FARGATE",
            networkConfiguration = Network,
            deploymentConfiguration,
            loadBalancers,
            healthCheckGracePeriodSeconds = grace,
        });

    public static Task<JsonNode> UpdateServiceAsync(this TestRegion region, string name, object changes)
    {
        var input = System.Text.Json.JsonSerializer.SerializeToNode(changes)!;
        input["cluster"] = Cluster;
        input["service"] = name;
        return region.Ecs("UpdateService", input);
    }

    public static async Task<JsonNode> ServiceAsync(this TestRegion region, string name)
    {
        var answer = await region.Ecs("DescribeServices", new { cluster = Cluster, services = new[] { name }, include = new[] { "TAGS" } });
        return answer["services"]![0]!;
    }

    public static Task<JsonNode> SteadyAsync(this TestRegion region, string name) => Fact.ComesTrueAsync(
        () => region.ServiceAsync(name),
        service => service["deployments"]!.AsArray() is [{ } only]
            && (string)only["rolloutState"]! == "COMPLETED"
            && (int)service["runningCount"]! == (int)service["desiredCount"]!
            && (int)service["pendingCount"]! == 0);

    public static IEnumerable<string> Events(JsonNode service) => service["events"]!.AsArray().Select(item => (string)item!["message"]!);

    /// <returns>The id of the one task started.</returns>
    public static async Task<string> RunTaskAsync(this TestRegion region, string taskDefinition, object? overrides = null)
    {
        var answer = await region.Ecs(
            "RunTask", new { cluster = Cluster, taskDefinition, launchType = "FARGATE", networkConfiguration = Network, overrides });
        return ((string)answer["tasks"]![0]!["taskArn"]!).Split('/')[^1];
    }

    public static async Task<JsonNode> TaskAsync(this TestRegion region, string id) =>
        (await region.Ecs("DescribeTasks", new { cluster = Cluster, tasks = new[] { id } }))["tasks"]![0]!;

    public static Task<JsonNode> TaskInAsync(this TestRegion region, string id, string status) =>
        Fact.ComesTrueAsync(() => region.TaskAsync(id), task => (string)task["lastStatus"]! == status);

    public static async Task<string[]> TaskIdsAsync(this TestRegion region, string service)
    {
        var answer = await region.Ecs("ListTasks", new { cluster = Cluster, serviceName = service });
        return [.. answer["taskArns"]!.AsArray().Select(arn => ((string)arn!).Split('/')[^1])];
    }

    public static string LogOf(this TestRegion region, string taskId)
    {
        var path = Path.Combine(region.Data, "logs", taskId + ".log");
        if (!File.Exists(path)) return "";
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
