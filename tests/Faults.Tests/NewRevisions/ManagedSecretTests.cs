using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Publican.Faults.NewRevisions;

/// <summary>Secrets of Secrets Manager: found before a rollout, handed over by ARN and key, rolled out when they change.</summary>
public sealed class ManagedSecretTests
{
    private static readonly TimeSpan ThreeSweeps = TimeSpan.FromSeconds(32);

    [Fact]
    public void A_missing_secret_holds_the_rollout_up_and_a_changed_one_is_a_new_revision() => Rehearsal.Run(async stage =>
    {
        using var secrets = new AmazonSecretsManagerClient(
            new BasicAWSCredentials("somebody", "local"), new AmazonSecretsManagerConfig { ServiceURL = stage.Stage.Endpoint.ToString(), AuthenticationRegion = "eu-west-1" });
        stage.Commit("web:good.1", spec => spec with { Secrets = spec.Secrets.Add("API_KEY", "secretsmanager:web/keys#api") });
        Assert.Contains("the secret web/keys does not exist in Secrets Manager in eu-west-1", (await stage.AfterAsync(ThreeSweeps)).Preflight.Single(finding => finding.Stops).Message, StringComparison.Ordinal);
        Assert.Empty(stage.Changes);

        var made = await secrets.CreateSecretAsync(new CreateSecretRequest { Name = "web/keys", SecretString = """{"api":"first"}""" });
        await stage.ReleasedAsync();
        var first = stage.Status!.DesiredRevision;
        var definition = (await stage.Stage.Hands.Ecs.DescribeTaskDefinitionAsync(new() { TaskDefinition = "local-web" })).TaskDefinition;
        Assert.Equal($"{made.ARN}:api::", definition.ContainerDefinitions[0].Secrets.Single(secret => secret.Name == "API_KEY").ValueFrom);
        await stage.AfterAsync(ThreeSweeps);
        var before = stage.Changes.Count;
        stage.Restart();
        await stage.AfterAsync(ThreeSweeps);
        Assert.Equal(before, stage.Changes.Count);

        await secrets.PutSecretValueAsync(new PutSecretValueRequest { SecretId = "web/keys", SecretString = """{"api":"second"}""" });
        await stage.UntilAsync(status => status.Stable?.Revision != first && status is { Phase: "Steady", Outcome: "Released" }, "the release of the changed secret");
    });

    [Fact]
    public void A_region_that_does_not_answer_for_secrets_holds_up_nobody_who_needs_none() => Rehearsal.Run(async stage =>
    {
        await stage.BreakAsync("secretsmanager:*", "AccessDeniedException", 400);
        await stage.ReleasedAsync();
        var stable = stage.Status!.Stable!.Revision;

        stage.Commit("web:good.2", spec => spec with { Secrets = spec.Secrets.Add("API_KEY", "secretsmanager:web/keys") });
        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Equal((stable, 100), (status.Stable!.Revision, status.Stable.Weight));
        Assert.Contains("the secret web/keys cannot be looked at", status.Preflight.Single(finding => finding.Stops).Message, StringComparison.Ordinal);
    });
}
