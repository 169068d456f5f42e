using Amazon.ApplicationAutoScaling;
using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Publican.Aws;

internal sealed class GatedEcsClient(AmazonECSConfig config, ISendGate gate, ApiBudget? budget) : AmazonECSClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Signer>(new SendGateHandler(gate));
        pipeline.Budget(budget, "ecs");
    }
}

internal sealed class GatedElbClient(AmazonElasticLoadBalancingV2Config config, ISendGate gate, ApiBudget? budget) : AmazonElasticLoadBalancingV2Client(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Signer>(new SendGateHandler(gate));
        pipeline.Budget(budget, "elasticloadbalancing");
    }
}

internal sealed class GatedScalingClient(AmazonApplicationAutoScalingConfig config, ISendGate gate, ApiBudget? budget) : AmazonApplicationAutoScalingClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Signer>(new SendGateHandler(gate));
        pipeline.Budget(budget, "application-autoscaling");
    }
}

/// <summary>
/// Stands after the signature: a process that is stopped between this check and the wire sends a call whose signature is no
/// younger than the check, and AWS refuses signatures older than minutes.
/// </summary>
internal sealed class SendGateHandler(ISendGate gate) : PipelineHandler
{
    public override void InvokeSync(IExecutionContext executionContext)
    {
        Require(executionContext.RequestContext);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Require(executionContext.RequestContext);
        return base.InvokeAsync<T>(executionContext);
    }

    private void Require(IRequestContext request)
    {
        if (ApiRates.IsRead(request.RequestName))
            return;
        var refusal = Sending.Current is { } sending ? gate.Refusal(sending) : $"{request.RequestName} is a mutating call outside an action";
        if (refusal is not null)
            throw new NotSentException($"I27: {refusal}; nothing was sent", maybeDone: request.Retries > 0);
    }
}
