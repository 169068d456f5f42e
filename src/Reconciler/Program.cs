using Publican;
using Publican.Aws;
using Publican.Levers;
using Publican.Loop;
using Publican.Plans;
using Publican.Publishing;
using Publican.Sources;
using Publican.Status;
using Publican.Telemetry;
using Publican.Validation;
using Quartz;

const int Failed = 1, WrongArguments = 64, WrongConfiguration = 78;

if (args is [var first, ..] && LeverArguments.IsLever(first))
    return await PullAsync(args);
if (args is [PublishArguments.Verb, .. var rest])
    return await PublishAsync(rest);
if (args is [ValidateArguments.Verb, ..])
    return Offline(args, Validate);
if (args is [PlanArguments.Verb, ..])
    return await PlanAsync(args);
if (args is [SchemaCommand.Verb, ..])
    return Offline(args, schema => (0, SchemaCommand.Run(schema)));
if (args is not ([] or ["health"]))
    return Fail(WrongArguments, $"unknown arguments '{string.Join(' ', args)}': it takes none, health to ask a running reconciler, {ValidateArguments.Usage}, {SchemaCommand.Usage}, {PlanArguments.Usage}, {PublishArguments.Usage}, or {LeverArguments.Usage}");

ReconcilerSettings settings;
ISource source;
try
{
    settings = ReconcilerSettings.From(Environment.GetEnvironmentVariable);
    source = Composition.OpenSource(settings, Environment.GetEnvironmentVariable, TimeProvider.System);
}
catch (Exception error) when (error is SettingsException or SourceException)
{
    return Fail(WrongConfiguration, error.Message);
}

if (args is ["health"])
    return await HealthCommand.AskAsync(settings.StatusUrl) is { } problem ? Fail(Failed, problem) : 0;

var app = Composition.Build(args, settings, source);
await app.RunAsync();
return 0;

static async Task<int> PullAsync(string[] args)
{
    LeverArguments lever;
    Uri status;
    try
    {
        (lever, status) = (LeverArguments.Parse(args, Environment.UserName), ReconcilerSettings.StatusUrlFrom(Environment.GetEnvironmentVariable));
    }
    catch (Exception error) when (error is LeverException or SettingsException)
    {
        return Fail(error is LeverException ? WrongArguments : WrongConfiguration, error.Message);
    }

    try
    {
        Write(1, await LeverCommand.RunAsync(lever, status, TimeProvider.System));
        return 0;
    }
    catch (LeverException error)
    {
        return Fail(Failed, error.Message);
    }
}

static (int ExitCode, string Output) Validate(string[] args)
{
    var validate = ValidateArguments.Parse(args);
    var report = ValidateCommand.Run(validate.Path, ReconcilerSettings.EndpointFrom(Environment.GetEnvironmentVariable));
    return (report.Valid ? 0 : Failed, ValidationText.Of(report, validate.Json));
}

static int Offline(string[] args, Func<string[], (int ExitCode, string Output)> command)
{
    try
    {
        var (exitCode, output) = command(args);
        Write(1, output);
        return exitCode;
    }
    catch (Exception error) when (error is ValidateException or SettingsException)
    {
        return Fail(error is ValidateException ? WrongArguments : WrongConfiguration, error.Message);
    }
}

static async Task<int> PlanAsync(string[] args)
{
    PlanArguments arguments;
    try
    {
        arguments = PlanArguments.Parse(args);
    }
    catch (PlanException error)
    {
        return Fail(WrongArguments, error.Message);
    }

    try
    {
        // https://no-color.org; a pipe into a file is asked for with NO_COLOR, too: CI logs show colours.
        var coloured = Environment.GetEnvironmentVariable("NO_COLOR") is null or "" && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var (exitCode, output) = await PlanCommand.RunAsync(arguments, ReconcilerSettings.EndpointFrom(Environment.GetEnvironmentVariable), coloured, TimeProvider.System, CancellationToken.None);
        Write(1, output);
        return exitCode;
    }
    catch (Exception error) when (error is PlanException or SettingsException)
    {
        return Fail(error is PlanException ? Failed : WrongConfiguration, error.Message);
    }
}

static async Task<int> PublishAsync(string[] args)
{
    try
    {
        var arguments = PublishArguments.Parse(args);
        var (region, endpoint) = (ReconcilerSettings.RegionFrom(Environment.GetEnvironmentVariable, arguments.Address), ReconcilerSettings.EndpointFrom(Environment.GetEnvironmentVariable));
        using var budget = new ApiBudget(TimeProvider.System, TimeSpan.FromSeconds(1));
        using var ssm = ParameterClient.Create(region, endpoint, budget);
        Write(1, await PublishCommand.RunAsync(arguments, ssm, endpoint, TimeProvider.System, CancellationToken.None));
        return 0;
    }
    catch (UsageException error)
    {
        return Fail(WrongArguments, error.Message);
    }
    catch (SettingsException error)
    {
        return Fail(WrongConfiguration, error.Message);
    }
    catch (PublishException error)
    {
        return Fail(Failed, error.Message);
    }
}

static int Fail(int exitCode, string message)
{
    Write(2, $"publican: {message}");
    return exitCode;
}

// 1 is standard output, 2 standard error. The only place that touches the console. No FileStream over the descriptor: into a file it would
// write at a place that it counts itself, over what was written there before, or under what comes after.
static void Write(int descriptor, string line)
{
#pragma warning disable RS0030
    var output = descriptor == 1 ? Console.Out : Console.Error;
#pragma warning restore RS0030
    output.WriteLine(line);
}
