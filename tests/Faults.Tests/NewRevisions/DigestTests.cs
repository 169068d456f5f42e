using Amazon.ECS.Model;
using Publican.Observed;

namespace Publican.Faults.NewRevisions;

/// <summary>A tag becomes a digest once; neither a tag that moves nor an upgrade of Publican redeploys anything.</summary>
public sealed class DigestTests
{
    private static readonly TimeSpan ThreeSweeps = TimeSpan.FromSeconds(32);

    [Fact]
    public void Tasks_run_the_digest_and_the_status_shows_the_tag() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();

        var definition = await DefinitionAsync(stage);
        Assert.Matches("^web:good\\.1@sha256:[0-9a-f]{64}$", definition.TaskDefinition.ContainerDefinitions[0].Image);
        var tags = definition.Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.StartsWith("h2:", tags[OwnerTags.Revision], StringComparison.Ordinal);
        Assert.StartsWith("h1:", tags[OwnerTags.Spec], StringComparison.Ordinal);
        Assert.Equal(("web:good.1", tags[OwnerTags.Revision]), (stage.Status!.Stable!.Image, stage.Status.DesiredRevision));
    });

    [Fact]
    public void A_tag_that_was_pushed_again_redeploys_nothing_also_after_a_restart() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();
        await stage.AfterAsync(ThreeSweeps);
        var (before, revision) = (stage.Changes.Count, stage.Status!.DesiredRevision);

        stage.Stage.PushAgain("web:good.1");
        await stage.AfterAsync(ThreeSweeps);
        stage.Restart();
        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Equal(before, stage.Changes.Count);
        Assert.Equal(("Steady", revision), (status.Phase, status.DesiredRevision));
    });

    [Fact]
    public void A_commit_back_finds_its_old_revision_wherever_the_tag_leads_now() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();
        var first = stage.Status!.DesiredRevision;
        stage.Commit("web:good.2");
        await stage.UntilAsync(status => status.Stable?.Image == "web:good.2" && status.Phase == "Steady", "the second release");

        stage.Stage.PushAgain("web:good.1");
        stage.Restart();
        stage.Commit("web:good.1");
        await stage.UntilAsync(status => status.Stable?.Image == "web:good.1" && status.Phase == "Steady", "the way back");

        Assert.Equal(first, stage.Status!.DesiredRevision);
        Assert.Equal(2, stage.Changes.Count(change => change.StartsWith("RegisterTaskDefinition", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_service_that_was_registered_without_a_digest_is_not_redeployed_by_an_upgrade() => Rehearsal.Run(async stage =>
    {
        // As the version before left it: the tag in the task definition, its h1 hash as the revision, and no tag of ours that came later.
        await stage.BreakAsync("ecr:*", "AccessDeniedException", 400);
        await stage.ReleasedAsync();
        await stage.MendAsync();
        var definition = await DefinitionAsync(stage);
        Assert.Equal("web:good.1", definition.TaskDefinition.ContainerDefinitions[0].Image);
        await stage.Stage.Hands.Ecs.UntagResourceAsync(new UntagResourceRequest
        {
            ResourceArn = definition.TaskDefinition.TaskDefinitionArn, TagKeys = [OwnerTags.Spec, OwnerTags.Image],
        });
        await stage.AfterAsync(ThreeSweeps);
        var before = stage.Changes.Count;

        stage.Restart();
        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Equal(before, stage.Changes.Count);
        Assert.Equal(("Steady", "Released"), (status.Phase, status.Outcome));
        Assert.StartsWith("h1:", status.DesiredRevision, StringComparison.Ordinal);
    });

    [Fact]
    public void A_registry_that_does_not_answer_holds_back_what_is_new_and_nothing_else() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();
        await stage.BreakAsync("ecr:*", "ServerException", 500);
        stage.Restart();
        Assert.Equal("Steady", (await stage.AfterAsync(ThreeSweeps)).Phase);
        var before = stage.Changes.Count;

        stage.Commit("web:good.2");
        Assert.Equal("Preflight", (await stage.AfterAsync(ThreeSweeps)).Phase);
        Assert.Equal(before, stage.Changes.Count);

        await stage.MendAsync();
        await stage.UntilAsync(status => status.Stable?.Image == "web:good.2", "the release after the registry came back");
    });

    private static async Task<DescribeTaskDefinitionResponse> DefinitionAsync(Rehearsal stage)
    {
        var services = await stage.Stage.Hands.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "publican-local", Services = ["web-blue"] });
        return await stage.Stage.Hands.Ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = services.Services[0].TaskDefinition, Include = ["TAGS"] });
    }
}
