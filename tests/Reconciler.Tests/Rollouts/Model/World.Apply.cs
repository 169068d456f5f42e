using Publican.Observed;
using Publican.Planning;

namespace Publican.Tests.Rollouts.Model;

/// <summary>What each call does.</summary>
internal sealed partial record World
{
    public World Apply(PlannedAction action) => action switch
    {
        PlannedAction.CreateTargetGroup => this with { Groups = true },
        PlannedAction.ConfigureTargetGroup or PlannedAction.RestoreSettings or PlannedAction.RestoreTags => this,
        PlannedAction.CreatePreviewRule { Route.ListenerArn: Sample.Secure } preview => this with { SecondPreview = preview.Candidate },
        PlannedAction.CreatePreviewRule preview => this with { Preview = preview.Candidate },
        PlannedAction.DeletePreviewRule { RuleArn: Sample.SecondPreview } => this with { SecondPreview = null },
        PlannedAction.DeletePreviewRule => this with { Preview = null },
        PlannedAction.CreateProductionRule { Route.ListenerArn: Sample.Secure } rule => this with { SecondGreen = rule.Stable == Colour.Blue ? rule.OtherWeight : 100 - rule.OtherWeight },
        PlannedAction.CreateProductionRule rule => this with { GreenWeight = rule.Stable == Colour.Blue ? 0 : 100, RuleRevision = rule.Revision },
        PlannedAction.SetWeights weights => Shift(weights),
        PlannedAction.RegisterTaskDefinition register => this with { Registered = Registered.Add(register.Revision) },
        PlannedAction.RunBeforeJob job => this with { JobStarted = JobStarted.Add(job.Revision + job.Hook) },
        PlannedAction.RecordJobResult result => this with { JobResult = JobResult.SetItem(result.TaskDefinitionArn["arn:definition/".Length..], result.Result.ToString()) },
        PlannedAction.RunCheckTask check => this with { CheckStarted = CheckStarted.Add(check.Revision + check.Hook) },
        PlannedAction.RecordCheckTask check => this with { CheckNoted = CheckNoted.Add(check.TaskDefinitionArn["arn:definition/".Length..] + check.Hook) },
        PlannedAction.NoteVerdict note => this with { Verdicts = Verdicts.SetItem(note.Revision, note.Verdict.ToString()) },
        PlannedAction.CreateService { Retried: { } retried } create => Start(create.Colour, create.TaskDefinitionArn, create.Count).Write(Read() with { Retried = retried }),
        PlannedAction.CreateService create => Start(create.Colour, create.TaskDefinitionArn, create.Count),
        PlannedAction.StartCandidate start => Start(start.Colour, start.TaskDefinitionArn, start.Count),
        PlannedAction.Scale { Count: 0 } stop => this with { Count = Count.With(stop.Colour, 0), Ails = Ails.With(stop.Colour, Ailment.None) },
        PlannedAction.Scale scale => this with { Count = Count.With(scale.Colour, scale.Count) },
        // AWS brings the count into the range at once.
        PlannedAction.RegisterScaling register => this with
        {
            Scaling = Scaling.With(register.Colour, new ScalableTarget(register.Min, register.Max, register.Frozen, register.Suspended.Out) { Policy = Scaling[register.Colour]?.Policy }),
            Count = Count.With(register.Colour, Math.Clamp(Count[register.Colour], register.Min, register.Max)),
        },
        PlannedAction.PutScalingPolicy put => this with { Scaling = Scaling.With(put.Colour, Scaling[put.Colour] is { } scaled ? scaled with { Policy = put.Policy } : null) },
        PlannedAction.RemoveScaling remove => this with { Scaling = Scaling.With(remove.Colour, null) },

        // A person's retry gives a revision its tries again (I8).
        PlannedAction.WriteRecord { Change: RecordChange.Retry, After.Retried: { } retried } record => Write(record.After) with { FirstTraffic = FirstTraffic.Remove(retried.Revision) },
        PlannedAction.WriteRecord record => Write(record.After),
        _ => throw new InvalidOperationException($"the model does not know {action}"),
    };

    /// <summary>The late call reaches AWS, which does as it is told: nothing that was looked at before it counts any more.</summary>
    public World Arrive()
    {
        var world = this with { Late = null, Disturbed = true };
        return Late switch
        {
            // AWS refuses a second one of the same name or priority.
            PlannedAction.CreateService create when Revision[create.Colour] is not null => world,
            PlannedAction.CreatePreviewRule when Preview is not null => world,
            PlannedAction.CreateProductionRule when GreenWeight is not null => world,

            // TagResource writes the tags that change, over whatever stands there by now.
            PlannedAction.WriteRecord late => world.Write(ReleaseRecord.Parse(late.After.ChangesFrom(late.Before).Aggregate(Tags(), (tags, tag) =>
            {
                tags[tag.Key] = tag.Value;
                return tags;
            }))),
            var late => world.Apply(late!),
        };
    }

    private World Start(Colour colour, string definition, int count) => this with
    {
        Revision = Revision.With(colour, definition["arn:definition/".Length..]),
        Count = Count.With(colour, count),
        Ails = Ails.With(colour, Ailment.None),
    };

    private World Shift(PlannedAction.SetWeights weights)
    {
        var candidate = weights.Stable.Other();
        var to = Relative ? Math.Clamp(WeightOn(weights.RuleArn, candidate) + weights.CandidateWeight - weights.From, 0, 100) : weights.CandidateWeight;
        var green = candidate == Colour.Green ? to : 100 - to;
        var next = weights.RuleArn == Sample.SecondRule ? this with { SecondGreen = green } : this with { GreenWeight = green };
        next = next with { Homeward = weights.CandidateWeight == 0 && next.WeightOf(candidate) > 0 };
        if (WeightOf(candidate) > 0 || weights.CandidateWeight == 0)
            return next;
        var revision = Revision[candidate]!;
        return next with { FirstTraffic = FirstTraffic.SetItem(revision, Math.Min(FirstTraffic.GetValueOrDefault(revision) + 1, Sample.Timing.MaxAttempts + 1)) };
    }
}
