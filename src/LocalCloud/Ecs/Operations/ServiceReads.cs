using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>DescribeServices and ListServices.</summary>
internal sealed class ServiceReads(EcsState state)
{
    private const int MostDescribed = 10;

    public DescribeServicesResponse Describe(DescribeServicesRequest request)
    {
        if (request.Services is not { Count: > 0 } names) throw EcsErrors.Invalid("Services cannot be empty.");
        if (names.Count > MostDescribed) throw EcsErrors.Invalid($"Services must have at most {MostDescribed} members, got {names.Count}");
        var withTags = request.Include?.Contains("TAGS") == true;
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var found = names.Distinct(StringComparer.Ordinal).Select(name => (name, service: state.FindService(cluster, name))).ToList();
            return new DescribeServicesResponse(
                [.. found.Where(pair => pair.service is not null)
                    .Select(pair => ServiceView.Of(pair.service!, cluster.Arn, state.TasksOf(pair.service!.Key), withTags))],
                [.. found.Where(pair => pair.service is null).Select(pair => state.Missing("service", cluster, pair.name))]);
        }
    }

    public ListServicesResponse List(ListServicesRequest request)
    {
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var matching = state.Services.Values.Where(service =>
                service.Key.Cluster == cluster.Name
                && service.Status != "INACTIVE"
                && request.LaunchType is null or "FARGATE"
                && request.SchedulingStrategy is null or "REPLICA");
            var (page, next) = EcsPage.Of(matching, service => service.Key.Name, request.MaxResults, request.NextToken, standard: 10);
            return new ListServicesResponse([.. page.Select(service => service.Arn)], next);
        }
    }
}
