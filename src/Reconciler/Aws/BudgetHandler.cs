using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Publican.Aws;

/// <summary>
/// Every call of every client waits here for its turn, repetitions by the SDK included. It stands outside the signature, which must be
/// young when it is sent, and outside the call's time-out: waiting is not the call's time.
/// </summary>
internal sealed class BudgetHandler(ApiBudget budget, string service) : PipelineHandler
{
    private static readonly string[] TooMany = ["Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "TooManyRequestsException"];

    public override void InvokeSync(IExecutionContext executionContext) => throw new NotSupportedException("calls wait for their turn, so they are asynchronous");

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var request = executionContext.RequestContext;
        var operation = request.RequestName.EndsWith("Request", StringComparison.Ordinal) ? request.RequestName[..^"Request".Length] : request.RequestName;
        await budget.TakeAsync(service, operation, maybeDone: request.Retries > 0, request.CancellationToken);
        try
        {
            return await base.InvokeAsync<T>(executionContext);
        }
        catch (AmazonServiceException error) when (TooMany.Contains(error.ErrorCode))
        {
            budget.Refused(service, operation);
            throw;
        }
    }
}
