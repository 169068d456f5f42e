using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Publican.Faults.Runs;

namespace Publican.Faults.Region;

/// <summary>Every call to the region passes here: it is carried out on the stage's thread, and the changing ones are written down.</summary>
internal sealed class Door(Pump pump, VirtualClock clock) : IStartupFilter
{
    private readonly List<(TimeSpan After, Call Call)> _written = [];
    private RequestDelegate? _inside;
    private readonly DateTimeOffset _opened = clock.GetUtcNow();

    /// <summary>The changing calls since the region began, each with its time: sent again to a fresh region, they make the same one.</summary>
    public IReadOnlyList<(TimeSpan After, Call Call)> Written => _written;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => context => pump.CarryOutAsync(() => PassAsync(inner, context)));
        app.Use(inner => _inside = inner);
        next(app);
    };

    /// <summary>Carries a call out that was written down before.</summary>
    public async Task RepeatAsync(Call call, IServiceProvider services)
    {
        if (await DeliverAsync(call, services) is { Accepted: false } refused)
            throw new InvalidOperationException($"{call.Title} was accepted when it was recorded, and now: {Encoding.UTF8.GetString(refused.Body)}");
    }

    /// <summary>Hands a request to the region's HTTP pipeline, and its answer back, without a connection between.</summary>
    public async Task<Answer> DeliverAsync(Call call, IServiceProvider services)
    {
        Note(call);
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        (context.Request.Method, context.Request.Path, context.Request.ContentLength) = (HttpMethods.Post, "/", call.Body.Length);
        foreach (var (name, value) in call.Headers)
            context.Request.Headers[name] = value;
        (context.Request.Body, context.Response.Body) = (new MemoryStream(call.Body), answer);
        await _inside!(context);
        return new Answer((HttpStatusCode)context.Response.StatusCode, context.Response.ContentType ?? "text/plain", answer.ToArray());
    }

    private async Task PassAsync(RequestDelegate inner, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path == "/" && Call.Of(context.Request, body.ToArray()) is var call)
            Note(call);
        body.Position = 0;
        context.Request.Body = body;
        await inner(context);
    }

    private void Note(Call call)
    {
        if (call.IsPartOfState)
            _written.Add((clock.GetUtcNow() - _opened, call));
    }
}
