using Amazon.ECS.Model;
using Publican.Faults.Region;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults.Scenarios;

/// <summary>ECS services that nobody but a person made.</summary>
internal static class Handmade
{
    /// <summary>As somebody would write it into a console: all that the files say, in their own words, and a tag of their own.</summary>
    public static async Task WorkerAsync(
        Stage stage, string app, string image, string name, Action<RegisterTaskDefinitionRequest>? definition = null, Action<CreateServiceRequest>? service = null)
    {
        var parameters = await stage.Hands.Parameters.GetParametersByPathAsync(new Amazon.SimpleSystemsManagement.Model.GetParametersByPathRequest { Path = "/publican/local/roles/" });
        var register = new RegisterTaskDefinitionRequest
        {
            Family = $"legacy-{app}", NetworkMode = "awsvpc", Cpu = ".25 vCPU", Memory = "512", RequiresCompatibilities = ["FARGATE"],
            ExecutionRoleArn = parameters.Parameters.Single(one => one.Name.EndsWith("execution", StringComparison.Ordinal)).Value,
            TaskRoleArn = parameters.Parameters.Single(one => one.Name.EndsWith("task", StringComparison.Ordinal)).Value,
            ContainerDefinitions =
            [
                new ContainerDefinition
                {
                    Name = app, Image = image,
                    LogConfiguration = new LogConfiguration
                    {
                        LogDriver = "awslogs", Options = new() { ["awslogs-group"] = "/publican/local", ["awslogs-region"] = "eu-west-1", ["awslogs-stream-prefix"] = app },
                    },
                },
            ],
        };
        definition?.Invoke(register);
        var registered = (await stage.Hands.Ecs.RegisterTaskDefinitionAsync(register)).TaskDefinition;
        var create = new CreateServiceRequest
        {
            Cluster = Publican.Stack.Hands.Cluster, ServiceName = name, TaskDefinition = registered.TaskDefinitionArn, DesiredCount = 2, LaunchType = "FARGATE",
            NetworkConfiguration = new NetworkConfiguration { AwsvpcConfiguration = new AwsVpcConfiguration { Subnets = ["subnet-b", "subnet-a"], SecurityGroups = ["sg-local"] } },
            DeploymentConfiguration = new DeploymentConfiguration { DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = true } },
            Tags = [new Tag { Key = "cost-centre", Value = "42" }],
        };
        service?.Invoke(create);
        await stage.Hands.Ecs.CreateServiceAsync(create);
        for (var until = stage.Now + TimeSpan.FromMinutes(2); stage.Now < until;)
            await stage.AdvanceAsync(stage.Now + TimeSpan.FromSeconds(5));
    }
}
