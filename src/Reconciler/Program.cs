using Publican;
using Publican.Loop;
using Publican.Sources;
using Publican.Status;
using Publican.Telemetry;
using Quartz;

const int Failed = 1, WrongArguments = 64, WrongConfiguration = 78;

if (args is not ([] or ["health"]))
    return Fail(WrongArguments, $"unknown arguments '{string.Join(' ', args)}': it takes none, or health to ask a running reconciler");

ReconcilerSettings settings;
try
{
    settings = ReconcilerSettings.From(Environment.GetEnvironmentVariable);
    SourceAddress.Parse(settings.Source);
}
catch (Exception error) when (error is SettingsException or SourceException)
{
    return Fail(WrongConfiguration, error.Message);
}

if (args is ["health"])
    return await HealthCommand.AskAsync(settings.StatusUrl) is { } problem ? Fail(Failed, problem) : 0;

var app = Composition.Build(args, settings);
await app.RunAsync();
return 0;

static int Fail(int exitCode, string message)
{
    using var stderr = new StreamWriter(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false), FileAccess.Write));
    stderr.WriteLine($"publican: {message}");
    return exitCode;
}
