using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Stack;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Bench;

/// <summary>LocalCloud's load balancer beside bare YARP, in turns within one run: only their ratio is told to anybody.</summary>
internal static class Comparison
{
    private const int Rounds = 5;
    private const double Enough = 0.8;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("publican-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        try
        {
            var self = Environment.ProcessPath!;
            var (targetPort, proxyPort, balancerPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
            await using var target = await ManagedProcess.StartAsync("target", self, ["target", $"{targetPort}"]);
            await using var proxy = await ManagedProcess.StartAsync("bare YARP", self, ["proxy", $"{proxyPort}", $"http://127.0.0.1:{targetPort}"]);
            await using var cloud = await LocalCloudProcess.StartAsync(folder, port: 0, seed: 1);
            await BalanceAsync(cloud.Endpoint, balancerPort, targetPort);

            // Both have compiled their hot paths before anything counts.
            await Hammer.RunAsync(proxyPort, Round);
            await Hammer.RunAsync(balancerPort, Round);
            var ratios = new List<double>();
            Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}");
            for (var round = 1; round <= Rounds; round++)
            {
                var bare = await Hammer.RunAsync(proxyPort, Round);
                var balanced = await Hammer.RunAsync(balancerPort, Round);
                ratios.Add(balanced / bare);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: bare YARP {bare:0}/s, LocalCloud {balanced:0}/s, ratio {balanced / bare:0.00}"));
            }

            var median = ratios.Order().ElementAt(Rounds / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median ratio {median:0.00} (at least {Enough:0.00} is wanted)"));
            return median >= Enough ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A rule with two weighted groups, as a service at rest has it.</summary>
    private static async Task BalanceAsync(Uri endpoint, int port, int targetPort)
    {
        using var hands = new Hands(endpoint);
        var elb = hands.LoadBalancing;
        var balancer = (await elb.CreateLoadBalancerAsync(new CreateLoadBalancerRequest { Name = "bench", Subnets = ["subnet-a", "subnet-b"] })).LoadBalancers[0];
        var groups = new List<TargetGroupTuple>();
        foreach (var (name, weight) in new[] { ("blue", 100), ("green", 0) })
        {
            var group = (await elb.CreateTargetGroupAsync(new CreateTargetGroupRequest
            {
                Name = name, Protocol = "HTTP", Port = 80, VpcId = "vpc-1", TargetType = "ip",
            })).TargetGroups[0];
            groups.Add(new TargetGroupTuple { TargetGroupArn = group.TargetGroupArn, Weight = weight });
        }

        await elb.CreateListenerAsync(new CreateListenerRequest
        {
            LoadBalancerArn = balancer.LoadBalancerArn, Protocol = "HTTP", Port = port,
            DefaultActions = [new Action { Type = "forward", ForwardConfig = new ForwardActionConfig { TargetGroups = groups } }],
        });
        var blue = groups[0].TargetGroupArn;
        await elb.RegisterTargetsAsync(new RegisterTargetsRequest { TargetGroupArn = blue, Targets = [new TargetDescription { Id = "127.0.0.1", Port = targetPort }] });
        await Wait.UntilAsync(
            "the target is healthy",
            async () => (await elb.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = blue })).TargetHealthDescriptions[0].TargetHealth.State == "healthy",
            TimeSpan.FromSeconds(60));
    }
}
