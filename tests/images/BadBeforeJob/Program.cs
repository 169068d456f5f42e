using BeerApi;
using Microsoft.Extensions.Logging;

if (args is not ["migrate", ..])
{
    return await CommandLine.RunAsync(args, BeerServer.Build);
}

// The fault: a migration that cannot be applied.
using var loggers = LoggerFactory.Create(logging => logging.AddJsonConsole());
loggers.CreateLogger("BeerApi.Migrate").LogCritical("The migration failed: 0003_brewery_is_required would need a brewery for every beer there is");
return ExitCode.Failed;
