using BeerApi;
using BeerApi.Configuration;
using Microsoft.AspNetCore.Builder;

return await CommandLine.RunAsync(args, BuildBrokenForClients);

static WebApplication BuildBrokenForClients(Settings settings)
{
    var app = BeerServer.Build(settings);
    app.Use((context, next) =>
    {
        // The fault: only checks through the preview rule send this header, so that only real clients see the failure.
        if (context.Request.Path == "/beers" && !context.Request.Headers.ContainsKey("X-Publican-Preview"))
        {
            throw new InvalidOperationException("This release fails for everybody but the release checks.");
        }
        return next(context);
    });
    return app;
}
