using System.Text.Json.Nodes;
using Publican.Desired;

namespace Publican.Faults.NewRevisions;

/// <summary>Native fields are compared by the revision alone: what ECS fills in beside them is no drift.</summary>
public sealed class NativeFieldsTests
{
    private const string Definition = """
        {"containerDefinitions":[
          {"name":"web","stopTimeout":30,"dependsOn":[{"containerName":"beside","condition":"START"}],"ulimits":[{"name":"nofile","softLimit":1024,"hardLimit":2048}]},
          {"name":"beside","image":"web:good.1","essential":false,"environment":[{"name":"PORT","value":"9901"}]}],
         "ephemeralStorage":{"sizeInGiB":30},"tags":[{"key":"team","value":"pub"}]}
        """;

    private static readonly TimeSpan ThreeSweeps = TimeSpan.FromSeconds(32);

    [Fact]
    public void Applying_twice_changes_nothing_also_after_a_restart() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();
        stage.Commit("web:good.2", Native);
        await stage.UntilAsync(status => status.Stable?.Image == "web:good.2" && status.Phase == "Steady", "the release with a sidecar");
        await stage.AfterAsync(ThreeSweeps);
        var (before, revision) = (stage.Changes.Count, stage.Status!.DesiredRevision);

        stage.Commit("web:good.2", Native);
        stage.Restart();
        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Equal(before, stage.Changes.Count);
        Assert.Equal(("Steady", "Released", revision), (status.Phase, status.Outcome, status.DesiredRevision));

        stage.Commit("web:good.2");
        await stage.UntilAsync(after => after.Stable?.Revision != revision && after.Phase == "Steady", "the release without it");
    });

    [Fact]
    public void What_the_region_does_not_have_is_said_by_name_and_the_stable_side_stays() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();
        var stable = stage.Status!.Stable!.Revision;
        stage.Commit("web:good.2", spec => spec with { TaskDefinition = new NativeFields("""{"containerDefinitions":[{"name":"web","systemControls":[{"namespace":"net.core.somaxconn","value":"1024"}]}]}""") });

        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Equal((stable, 100), (status.Stable!.Revision, status.Stable.Weight));
        Assert.Contains(status.Events, entry => entry.Message.Contains("LocalCloud does not support systemControls", StringComparison.Ordinal));
    });

    private static ServiceSpec Native(ServiceSpec spec) => spec with
    {
        TaskDefinition = NativeFields.Of(JsonNode.Parse(Definition)!.AsObject()),
        EcsService = new NativeFields("""{"enableECSManagedTags":true,"propagateTags":"TASK_DEFINITION"}"""),
    };
}
