// What a stranger's client makes of LocalCloud: prints one JSON object, which the C# test judges.
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as ssm from "@aws-sdk/client-ssm";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";

const [endpoint, image] = process.argv.slice(2);
const config = { endpoint, region: "eu-west-1", credentials: { accessKeyId: "javascript", secretAccessKey: "local" } };
const [E, L, S, C] = [new ecs.ECSClient(config), new elb.ElasticLoadBalancingV2Client(config), new ssm.SSMClient(config), new cloudwatch.CloudWatchClient(config)];
const found = { errors: {} };
const refused = async (name, call) => {
  try {
    await call();
    found.errors[name] = "not refused";
  } catch (error) {
    found.errors[name] = error.name;
  }
};

await E.send(new ecs.CreateClusterCommand({ clusterName: "js" }));
await E.send(new ecs.RegisterTaskDefinitionCommand({
  family: "js", networkMode: "awsvpc", cpu: "256", memory: "512", requiresCompatibilities: ["FARGATE"],
  containerDefinitions: [{ name: "main", image, portMappings: [{ containerPort: 8080 }] }],
}));
const balancer = (await L.send(new elb.CreateLoadBalancerCommand({ Name: "js", Subnets: ["subnet-a", "subnet-b"] }))).LoadBalancers[0];
const groups = [];
for (const Name of ["blue", "green"]) {
  const made = await L.send(new elb.CreateTargetGroupCommand({ Name, Protocol: "HTTP", Port: 8080, VpcId: "vpc-1", TargetType: "ip", HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, Matcher: { HttpCode: "200-299" } }));
  groups.push(made.TargetGroups[0].TargetGroupArn);
}
const listener = (await L.send(new elb.CreateListenerCommand({
  LoadBalancerArn: balancer.LoadBalancerArn, Protocol: "HTTP", Port: 8080, DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
}))).Listeners[0];
const forward = (blue, green) => [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: groups[0], Weight: blue }, { TargetGroupArn: groups[1], Weight: green }] } }];
const rule = (await L.send(new elb.CreateRuleCommand({
  ListenerArn: listener.ListenerArn, Priority: 10, Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } }], Actions: forward(100, 0),
}))).Rules[0];
await E.send(new ecs.CreateServiceCommand({
  cluster: "js", serviceName: "web", taskDefinition: "js", desiredCount: 1, launchType: "FARGATE",
  networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } }, loadBalancers: [{ targetGroupArn: groups[0], containerName: "main", containerPort: 8080 }],
}));
await ecs.waitUntilServicesStable({ client: E, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { cluster: "js", services: ["web"] });
// The waiter looks at counts alone; the deployment is over a little later, when the target is healthy.
let service;
do service = await E.send(new ecs.DescribeServicesCommand({ cluster: "js", services: ["web", "nothing"] }));
while (service.services[0].deployments[0].rolloutState === "IN_PROGRESS");
found.service = { running: service.services[0].runningCount, rollout: service.services[0].deployments[0].rolloutState, created: service.services[0].createdAt instanceof Date };
found.missing = service.failures.map(failure => failure.reason);
await L.send(new elb.ModifyRuleCommand({ RuleArn: rule.RuleArn, Actions: forward(90, 10) }));
const shown = (await L.send(new elb.DescribeRulesCommand({ RuleArns: [rule.RuleArn] }))).Rules[0];
found.weights = shown.Actions[0].ForwardConfig.TargetGroups.map(group => group.Weight);
found.health = (await L.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn: groups[0] }))).TargetHealthDescriptions.map(target => target.TargetHealth.State);
found.pages = [];
for await (const page of ecs.paginateListTaskDefinitions({ client: E, pageSize: 1 }, {})) found.pages.push(page.taskDefinitionArns.length);
await S.send(new ssm.PutParameterCommand({ Name: "/js/a", Value: "one", Type: "String" }));
found.parameter = (await S.send(new ssm.GetParameterCommand({ Name: "/js/a" }))).Parameter.Value;
await C.send(new cloudwatch.PutMetricAlarmCommand({
  AlarmName: "js", Namespace: "AWS/ApplicationELB", MetricName: "RequestCount", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 2.5,
  ComparisonOperator: "GreaterThanThreshold", Dimensions: [{ Name: "LoadBalancer", Value: "app/js/1" }],
}));
const alarm = (await C.send(new cloudwatch.DescribeAlarmsCommand({ AlarmNames: ["js"] }))).MetricAlarms[0];
found.alarm = { state: alarm.StateValue, threshold: alarm.Threshold, dimension: alarm.Dimensions[0].Name, since: alarm.StateUpdatedTimestamp instanceof Date };

await refused("no such cluster", () => E.send(new ecs.ListServicesCommand({ cluster: "none" })));
await refused("no such service", () => E.send(new ecs.UpdateServiceCommand({ cluster: "js", service: "none", desiredCount: 1 })));
await refused("no such task definition", () => E.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition: "none" })));
await refused("too many services", () => E.send(new ecs.DescribeServicesCommand({ cluster: "js", services: Array.from({ length: 11 }, (_, i) => `s${i}`) })));
await refused("no such rule", () => L.send(new elb.DescribeRulesCommand({ RuleArns: [rule.RuleArn.slice(0, -4) + "beef"] })));
await refused("no such target group", () => L.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn: groups[0].slice(0, -4) + "beef" })));
await refused("group in use", () => L.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn: groups[0] })));
await refused("priority in use", () => L.send(new elb.CreateRuleCommand({ ListenerArn: listener.ListenerArn, Priority: 10, Conditions: [{ Field: "path-pattern", Values: ["/x"] }], Actions: forward(1, 1) })));
await refused("no such parameter", () => S.send(new ssm.GetParameterCommand({ Name: "/none" })));
console.log(JSON.stringify(found));
