using LocalCloud.Ecs.State;
using LocalCloud.Elb;
using Publican.Observed;

namespace Publican.Faults.Region;

/// <summary>Looks into the region itself, past every API.</summary>
internal static class TruthReader
{
    public static Truth Read(Stage stage)
    {
        var scaling = stage.Scaling.With(() => new Pair<Colour>(Colour.Blue, Colour.Green).Select(colour => stage.Scaling.Targets.Values.FirstOrDefault(target => target.Service.Name == $"{Stage.App}-{colour.Word()}")));
        var rules = stage.Balancers.Current.Listeners.Values.SelectMany(listener => listener.Rules.Values)
            .Where(rule => rule.Tags.GetValueOrDefault(OwnerTags.Service) == Stage.App)
            .ToList();
        lock (stage.Ecs.Gate)
        {
            var (blue, green) = (Find(Colour.Blue), Find(Colour.Green));
            var own = stage.Ecs.Families.GetValueOrDefault($"{Stage.Environment}-{Stage.App}", []);
            return new Truth
            {
                At = stage.Now,
                Record = blue is null ? ReleaseRecord.Empty : ReleaseRecord.Parse(blue.Tags.Items),
                Scaling = scaling.Select(target => target is null ? null : new Scalable(target.Min, target.Max, target.Suspended.In, target.Policies.Count)),
                Sides = new(SideOf(blue), SideOf(green)),
                Production = rules.Find(rule => rule.Tags.GetValueOrDefault(OwnerTags.Rule) == "production"),
                Preview = rules.Find(rule => rule.Tags.GetValueOrDefault(OwnerTags.Rule) == "preview"),
                Unjudged = stage.Ecs.Families.Values.SelectMany(family => family)
                    .GroupBy(definition => definition.Tags.Items.GetValueOrDefault(OwnerTags.Revision, ""))
                    .Where(same => !same.Any(IsJudged)).Select(same => same.Key).ToHashSet(),
                Active = [.. own.Where(definition => definition.IsActive).Select(stage.ImageOf)],
                Inactive = [.. own.Where(definition => definition.Status == "INACTIVE").Select(stage.ImageOf)],
                JobFailed = stage.Ecs.Families.Values.SelectMany(family => family).Any(IsJobFailed),
            };
        }

        // Of two registrations of one revision, only the one that is used is judged.
        static bool IsJudged(LocalCloud.Ecs.State.TaskDefinition definition) => definition.Tags.Items.ContainsKey(OwnerTags.Verdict)
            || IsJobFailed(definition);

        static bool IsJobFailed(LocalCloud.Ecs.State.TaskDefinition definition) => JobResult.Parse(definition.Tags.Items.GetValueOrDefault(OwnerTags.Before)) is { Succeeded: false };

        Service? Find(Colour colour) => stage.Ecs.Services.Values.FirstOrDefault(service => service.Key.Name == $"{Stage.App}-{colour.Word()}" && service.IsActive);

        Side? SideOf(Service? service)
        {
            if (service is null)
                return null;
            var tasks = stage.Ecs.TasksOf(service.Key);
            var definition = service.Primary.TaskDefinition;
            var current = stage.Ecs.Families[definition.Family][definition.Revision - 1];
            return new Side(
                current.Tags.Items.GetValueOrDefault(OwnerTags.Revision),
                stage.ImageOf(definition),
                definition.TaskDefinitionArn,
                service.Primary.Id,
                service.DesiredCount,
                tasks.Count(task => task.IsRunning),
                tasks.Count(task => task.LoadBalancers.Count > 0 && stage.Groups.HealthOf(task).All(health => health?.State == "healthy")),
                service.Primary.LoadBalancers[0].TargetGroupArn!);
        }
    }
}
