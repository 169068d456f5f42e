namespace Publican.Hooks;

public static class HookEndpoints
{
    public static void MapHooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/git", (HttpContext context, GitHook hook) => hook.AnswerAsync(context.Request, context.RequestAborted));
}
