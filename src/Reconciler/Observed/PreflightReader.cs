using Amazon.CloudWatchLogs.Model;
using Publican.Aws;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>
/// Reads all that a new revision needs and does not make itself. Shared by the services of an environment; one call after the other,
/// because none of it is urgent.
/// </summary>
public sealed class PreflightReader(AwsClients aws, LookUpClients lookUps, ImageReader images, TimeProvider clock)
{
    private const int SilencesThatCount = 3;
    private const string NoWay = "IAM gives no answer; a VPC without NAT gateways needs an endpoint for it";

    private static readonly TimeSpan LeftAlone = TimeSpan.FromMinutes(5);

    private readonly RoleReader _roles = new(lookUps);
    private readonly Shared<Role> _foundRoles = new(clock);
    private readonly Shared<string> _foundGroups = new(clock);
    private readonly BalancerReader _balancers = new(aws, clock);
    private readonly AlarmReader _alarms = new(aws, clock);
    private int _silences;
    private DateTimeOffset _silentUntil;

    public async Task<PreflightFacts> ReadAsync(Question question, CancellationToken cancel)
    {
        var (spec, outputs) = (question.Spec, question.Outputs);
        return new PreflightFacts
        {
            Image = question.ImageReading ?? await images.ReadAsync(question.Image, question.Environment, cancel),
            ExecutionRole = await RoleAsync(outputs.ExecutionRole, cancel),
            TaskRole = await RoleAsync(outputs.TaskRole, cancel),
            LogGroup = await TryAsync("DescribeLogGroups", "logs:DescribeLogGroups", () => HasLogGroupAsync(outputs.LogGroup, cancel), cancel),
            Alarms = await _alarms.ReadAsync([.. AlarmsOf(spec)], beforeTraffic: true, cancel),
            Balancers = await TryAsync(
                "the load balancer's quotas", "elasticloadbalancing:DescribeAccountLimits", () => _balancers.ReadAsync(question.Listeners, cancel), cancel),
        };
    }

    private static IEnumerable<string> AlarmsOf(ServiceSpec spec) =>
        spec.Rollout.AllChecks().OfType<AlarmCheckSpec>().Select(check => check.Name).Distinct();

    /// <summary>
    /// IAM is a global service, and a VPC with endpoints only may have no way to it: after some tries roles are left unchecked for a while, and the remark says so.
    /// An answer that fails to come now and then is asked for again, like all else.
    /// </summary>
    private async Task<Answer<Role?>> RoleAsync(string arn, CancellationToken cancel)
    {
        if (_silentUntil > clock.GetUtcNow())
            return Answer<Role?>.Failed(NoWay, denied: true);
        var answer = await TryAsync("GetRole", "iam:GetRole", FindAsync, cancel);
        if (_silences < SilencesThatCount)
            return answer;
        (_silences, _silentUntil) = (0, clock.GetUtcNow() + LeftAlone);
        return Answer<Role?>.Failed(NoWay, denied: true);

        async Task<Role?> FindAsync()
        {
            try
            {
                var role = await _foundRoles.GetAsync(arn, () => _roles.FindAsync(arn, cancel));
                _silences = 0;
                return role;
            }
            catch (Exception error) when (AwsErrors.IsSilence(error) && !cancel.IsCancellationRequested)
            {
                _silences++;
                throw;
            }
        }
    }

    private async Task<bool> HasLogGroupAsync(string name, CancellationToken cancel) => await _foundGroups.GetAsync(name, async () =>
    {
        // The prefix finds longer names as well, and pages come in the order of names: the name itself is the first.
        var answer = await aws.Logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest { LogGroupNamePrefix = name }, cancel);
        return (answer.LogGroups ?? []).FirstOrDefault(group => group.LogGroupName == name)?.LogGroupName;
    }) is not null;

    private static async Task<Answer<T>> TryAsync<T>(string what, string permission, Func<Task<T>> read, CancellationToken cancel)
    {
        try
        {
            return Answer<T>.Of(await read());
        }
        catch (Exception error) when (AwsErrors.IsDenied(error))
        {
            return Answer<T>.Failed($"{AwsErrors.Describe(error)}; allow {permission}", denied: true);
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return Answer<T>.Failed($"{what}: {AwsErrors.Describe(error)}");
        }
    }
}
