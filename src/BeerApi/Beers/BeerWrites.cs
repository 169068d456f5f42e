using BeerApi.Http;
using BeerApi.Idempotency;
using BeerApi.Problems;
using BeerApi.Reading;

namespace BeerApi.Beers;

/// <summary>Adding, changing and deleting one beer.</summary>
internal static class BeerWrites
{
    public static async Task<IResult> AddAsync(HttpContext context, RequestBody body, IdempotentWrites writes, CancellationToken stop)
    {
        if (ContentTypes.Refuse(context.Request, ContentTypes.Json) is { } refusal)
        {
            return refusal;
        }
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read("/beers", context.Request, errors);
        var json = await body.ReadAllAsync(context);
        var draft = BeerBody.ReadDraft(json, errors);
        if (draft is null || !errors.None)
        {
            return ProblemResult.Invalid(errors);
        }
        return await writes.RunAsync(
            key,
            RequestHash.Of(json),
            async (connection, cancel) => BeerAnswers.Created(await BeerStore.AddAsync(draft, connection, cancel)),
            stop);
    }

    public static async Task<IResult> ReplaceAsync(long id, HttpContext context, RequestBody body, BeerStore store, CancellationToken stop)
    {
        if (ContentTypes.Refuse(context.Request, ContentTypes.Json) is { } wrongType)
        {
            return wrongType;
        }
        var errors = new FieldErrors();
        if (EntityTags.ReadForWrite(context.Request, errors, out var wanted) is { } refusal)
        {
            return refusal;
        }
        var draft = BeerBody.ReadDraft(await body.ReadAllAsync(context), errors);
        return draft is null ? ProblemResult.Invalid(errors) : Tell(await store.ReplaceAsync(id, draft, wanted, stop));
    }

    public static async Task<IResult> ChangeAsync(long id, HttpContext context, RequestBody body, BeerStore store, CancellationToken stop)
    {
        if (ContentTypes.Refuse(context.Request, ContentTypes.MergePatch, ContentTypes.Json) is { } wrongType)
        {
            context.Response.Headers["Accept-Patch"] = ContentTypes.MergePatch;
            return wrongType;
        }
        var errors = new FieldErrors();
        if (EntityTags.ReadForWrite(context.Request, errors, out var wanted) is { } refusal)
        {
            return refusal;
        }
        var patch = BeerBody.ReadPatch(await body.ReadAllAsync(context), errors);
        return patch is null ? ProblemResult.Invalid(errors) : Tell(await store.ChangeAsync(id, patch, wanted, stop));
    }

    public static async Task<IResult> DeleteAsync(long id, HttpContext context, BeerStore store, CancellationToken stop)
    {
        var errors = new FieldErrors();
        if (EntityTags.ReadForWrite(context.Request, errors, out var wanted) is { } refusal)
        {
            return refusal;
        }
        if (!errors.None)
        {
            return ProblemResult.Invalid(errors);
        }
        var outcome = await store.DeleteAsync(id, wanted, stop);
        if (outcome.Written is not { } deleted)
        {
            return BeerAnswers.WhyNot(outcome)!;
        }
        context.Response.Headers[ReadAfter.Header] = ReadAfter.Format(deleted.Transaction);
        return TypedResults.NoContent();
    }

    private static IResult Tell(WriteOutcome outcome) =>
        (IResult?)BeerAnswers.WhyNot(outcome) ?? BeerAnswers.Written(outcome.Written!, StatusCodes.Status200OK);
}
