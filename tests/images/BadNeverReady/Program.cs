using BeerApi;
using BeerApi.Configuration;
using Microsoft.AspNetCore.Builder;

// The fault: the server has the wrong address of the database. Its migration has the right one, and /health does not ask.
return await CommandLine.RunAsync(args, BuildFarFromTheDatabase);

static WebApplication BuildFarFromTheDatabase(Settings settings) =>
    BeerServer.Build(settings with { Database = settings.Database with { Host = "127.255.255.254", Port = 1 } });
