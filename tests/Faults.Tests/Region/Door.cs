using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Publican.Faults.Runs;

namespace Publican.Faults.Region;

/// <summary>Every call to the region passes here: it is carried out on the stage's thread, and the changing ones are written down.</summary>
internal sealed class Door(Pump pump, VirtualClock clock) : IStartupFilter
{
    private readonly List<(TimeSpan After, Call Call)> _written = [];
    private readonly DateTimeOffset _opened = clock.GetUtcNow();

    /// <summary>The changing calls since the region began, each with its time: sent again to a fresh region, they make the same one.</summary>
    public IReadOnlyList<(TimeSpan After, Call Call)> Written => _written;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => context => pump.CarryOutAsync(() => PassAsync(inner, context)));
        next(app);
    };

    private async Task PassAsync(RequestDelegate inner, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (HttpMethods.IsPost(context.Request.Method) && Call.Of(context.Request, body.ToArray()) is { IsPartOfState: true } call)
            _written.Add((clock.GetUtcNow() - _opened, call));
        body.Position = 0;
        context.Request.Body = body;
        await inner(context);
    }
}
