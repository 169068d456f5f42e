using BeerApi;

return await CommandLine.RunAsync(args, BeerServer.Build);
