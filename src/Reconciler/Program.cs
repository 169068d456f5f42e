using Publican;
using Publican.Loop;
using Publican.Sources;
using Publican.Status;
using Publican.Telemetry;
using Quartz;

ReconcilerSettings settings;
try
{
    settings = ReconcilerSettings.From(Environment.GetEnvironmentVariable);
    SourceAddress.Parse(settings.Source);
}
catch (Exception error) when (error is SettingsException or SourceException)
{
    using var stderr = new StreamWriter(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false), FileAccess.Write));
    stderr.WriteLine($"publican: {error.Message}");
    return 78;
}

var app = Composition.Build(args, settings);
app.Run();
return 0;
