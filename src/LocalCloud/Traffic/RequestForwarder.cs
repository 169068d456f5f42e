using LocalCloud.Elb;
using Yarp.ReverseProxy.Forwarder;

namespace LocalCloud.Traffic;

/// <summary>Answers one request as its rule says: draws a group, takes a target of it, sends the request there, counts what came of it.</summary>
public sealed class RequestForwarder(IHttpForwarder forwarder, SplitMix random, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _client = TargetClient.Create(time);

    /// <param name="listener">The listener it came to.</param>
    /// <param name="node">The node its connection is bound to.</param>
    public Task HandleAsync(HttpContext context, ListenerTraffic listener, LoadBalancerNode node) => node.Table.Find(RequestFacts.Of(context)) switch
    {
        ForwardRoute forward => ForwardAsync(context, listener, forward),
        AnswerRoute { Action: FixedResponseAction action } => ElbAnswer.FixedAsync(context, action),
        AnswerRoute { Action: RedirectAction action } => ElbAnswer.RedirectAsync(context, action),
        var route => throw new InvalidOperationException($"Unknown action of rule {route.RuleArn}"),
    };

    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(HttpContext context, ListenerTraffic listener, ForwardRoute route)
    {
        var picked = StickyCookie.Read(context.Request, route, time.GetUtcNow()) ?? route.Picker.Pick(random.NextDouble());
        if (picked < 0)
        {
            // Every weight is 0: nobody to ask.
            await ElbAnswer.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable);
            listener.Metrics.Record(RequestOutcome.NoTarget);
            return;
        }

        StickyCookie.Write(context, route, picked, time.GetUtcNow());
        route.Segment.Picked(picked, time.GetUtcNow());
        var group = route.Groups[picked];
        var outcome = await ToGroupAsync(context, listener, group.Pool);
        if (outcome.Status is >= 500 and < 600) route.Segment.Failed(picked, time.GetUtcNow());
        group.Metrics.Record(outcome);
        listener.Metrics.Record(outcome);
    }

    private async Task<RequestOutcome> ToGroupAsync(HttpContext context, ListenerTraffic listener, TargetPool pool)
    {
        if (pool.Enter() is not { } target)
        {
            await ElbAnswer.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable);
            return RequestOutcome.NoTarget;
        }

        try
        {
            var transformer = new TargetTransformer(listener.Port, time);
            var error = await forwarder.SendAsync(context, target.Origin, _client, listener.ForwarderConfig, transformer, target.Gone);
            return await OutcomeAsync(context, error, target, transformer);
        }
        finally
        {
            target.Exit();
        }
    }

    private static async Task<RequestOutcome> OutcomeAsync(HttpContext context, ForwarderError error, Target target, TargetTransformer transformer)
    {
        var answered = transformer.ResponseTime;
        if (error == ForwarderError.None || context.Response.HasStarted)
            return new RequestOutcome(context.Response.StatusCode, FromTarget: true, TargetChosen: true, ConnectFailed: false, answered);
        if (context.RequestAborted.IsCancellationRequested)
            return new RequestOutcome(RequestOutcome.ClientClosed, FromTarget: false, TargetChosen: true, ConnectFailed: false, answered);

        var connect = ConnectError(context.Features.Get<IForwarderErrorFeature>()?.Exception);
        var timedOut = connect?.TimedOut ?? (error == ForwarderError.RequestTimedOut && !target.Gone.IsCancellationRequested);
        var status = timedOut ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway;
        context.Response.Clear();
        await ElbAnswer.ErrorAsync(context, status);
        return new RequestOutcome(status, FromTarget: false, TargetChosen: true, ConnectFailed: connect is not null, answered);
    }

    private static TargetConnectException? ConnectError(Exception? error)
    {
        while (error is not null and not TargetConnectException) error = error.InnerException;
        return error as TargetConnectException;
    }
}
