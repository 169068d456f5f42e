using BeerApi;
using BeerApi.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

return await CommandLine.RunAsync(args, BuildWithBrokenList);

static WebApplication BuildWithBrokenList(Settings settings)
{
    var app = BeerServer.Build(settings);
    app.Use((context, next) =>
    {
        // The fault: the list of beers fails for everybody.
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/beers")
        {
            throw new InvalidOperationException("This release cannot list beers.");
        }
        return next(context);
    });
    return app;
}
