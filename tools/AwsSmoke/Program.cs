using Publican.AwsSmoke;

// Exit codes: 0 every assumption holds, 1 one does not, 2 usage.
SmokeOptions options;
try
{
    options = SmokeOptions.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine($"aws-smoke: {error.Message}\n{SmokeOptions.Usage}");
    return 2;
}

return await SmokeRun.RunAsync(options, Console.Out) ? 0 : 1;
