using LocalCloud;

// The only place that touches the console: everything else is handed a writer or a logger.
#pragma warning disable RS0030
var (output, error) = (Console.Out, Console.Error);
#pragma warning restore RS0030

if (args is ["--help"] or ["-h"])
{
    await output.WriteLineAsync(RegionOptions.Usage);
    return 0;
}

RegionOptions options;
try
{
    options = RegionOptions.Parse(args);
}
catch (UsageException wrong)
{
    await error.WriteLineAsync($"LocalCloud: {wrong.Message}\nTry LocalCloud --help.");
    return 2;
}

await using var region = RegionHost.Build(options);
await region.RunAsync();
return 0;
