using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Desired;
using Publican.Faults.Region;
using Publican.Observed;

namespace Publican.Faults.Scenarios;

/// <summary>What people do in a run: commit, ask for something, move weights by hand.</summary>
internal sealed class Scene(Stage stage, Manifest first)
{
    private readonly List<Intent> _intents = [];
    private string? _pinned;

    public Manifest Manifest { get; private set; } = first;

    public DesiredState Desired { get; private set; } = first.Read(stage.Endpoint);

    public DateTimeOffset CommittedAt { get; private set; } = stage.Now;

    /// <summary>The image that a person rolled back to; else the one of the files.</summary>
    public string Wanted => _pinned ?? Manifest.Image;

    public DateTimeOffset WantedSince { get; private set; } = stage.Now;

    public IReadOnlyList<Intent> Intents => _intents;

    /// <summary>When a person last wrote weights; what they wrote.</summary>
    public (DateTimeOffset At, int Weight)? ByHand { get; private set; }

    public void Commit(Func<Manifest, Manifest> change)
    {
        (Manifest, CommittedAt) = (change(Manifest), stage.Now);
        (Desired, WantedSince) = (Manifest.Read(stage.Endpoint), stage.Now);
    }

    /// <summary>An intent for the desired revision, at the step it is at.</summary>
    /// <param name="image">Another revision than the desired one, which the wish must not touch.</param>
    public Task AskAsync(Verb verb, string? image = null, string? to = null)
    {
        var truth = stage.Look();
        if (to is not null)
            (_pinned, WantedSince) = (to, stage.Now);
        _intents.Add(new Intent(verb, verb == Verb.Suspend ? null : stage.RevisionOf(image ?? Manifest.Image), verb == Verb.Promote ? truth.Weight : null, "ann", stage.Now) { To = to is null ? null : stage.RevisionOf(to) });
        return PutAsync();
    }

    /// <summary>Takes wishes of a kind away.</summary>
    public Task WithdrawAsync(Verb verb)
    {
        _intents.RemoveAll(intent => intent.Verb == verb);
        if (verb == Verb.Rollback)
            (_pinned, WantedSince) = (null, stage.Now);
        return PutAsync();
    }

    /// <summary>Another service than the one that the scenario is about was released, and nothing of that is left to be written.</summary>
    public bool IsNoted(string service) => stage.IsNoted(service);

    /// <summary>When a wish was last made or withdrawn.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    public Truth Look() => stage.Look();

    public bool IsCured(string image) => stage.Cured.Contains(image);

    public void Cure() => stage.Cured.Add(Manifest.Image);

    /// <summary>Gives the candidate this percentage, past the reconciler.</summary>
    public async Task MoveAsync(int weight)
    {
        var truth = stage.Look();
        await stage.Hands.GiveAsync(truth.Candidate!.GroupArn, weight);
        ByHand = (stage.Now, weight);
    }

    /// <summary>What an autoscaler, or a person, may do at any moment: another count of a side.</summary>
    public async Task ScaleAsync(Colour colour, int count)
    {
        await stage.Hands.Ecs.UpdateServiceAsync(new Amazon.ECS.Model.UpdateServiceRequest { Cluster = "publican-local", Service = $"{Stage.App}-{colour.Word()}", DesiredCount = count });
        AskedAt = stage.Now;
    }

    /// <summary>The same of the side that it is then.</summary>
    public Task ScaleAsync(Func<Truth, Colour> side, int count) => ScaleAsync(side(stage.Look()), count);

    /// <summary>Lets the production rule match another path, past the reconciler.</summary>
    public async Task RerouteAsync(string path)
    {
        var rule = await stage.Hands.ProductionRuleAsync();
        foreach (var condition in rule.Conditions)
        {
            condition.Values = null;
            if (condition.PathPatternConfig is { } paths)
                paths.Values = [path];
        }

        await stage.Hands.LoadBalancing.ModifyRuleAsync(new Amazon.ElasticLoadBalancingV2.Model.ModifyRuleRequest { RuleArn = rule.RuleArn, Conditions = rule.Conditions });
    }

    /// <summary>Another value of the service's secret: another version of the parameter, and so another revision.</summary>
    public Task ChangeSecretAsync()
    {
        CommittedAt = AskedAt = stage.Now;
        return stage.Hands.Parameters.PutParameterAsync(new PutParameterRequest
        {
            Name = $"/publican/{Stage.Environment}/beer-api/database-url", Value = $"{Stage.Secret}-2", Type = ParameterType.SecureString, Overwrite = true,
        });
    }

    private Task<PutParameterResponse> PutAsync()
    {
        AskedAt = stage.Now;
        return stage.Hands.Parameters.PutParameterAsync(new PutParameterRequest
        {
            Name = $"{OutputsReader.IntentsPath(Stage.Environment)}{Stage.App}", Value = IntentList.Write(_intents), Type = ParameterType.String, Overwrite = true,
        });
    }
}
