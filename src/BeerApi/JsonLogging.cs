using Microsoft.Extensions.Logging.Console;

namespace BeerApi;

/// <summary>One JSON object a line on standard output; whoever runs the process collects it.</summary>
internal static class JsonLogging
{
    public static ILoggerFactory CreateFactory(LogLevel level) => LoggerFactory.Create(logging => logging.AddJsonLines(level));

    public static void AddJsonLines(this ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        // The framework logs two lines a request at Information.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        logging.AddJsonConsole(Format);
    }

    private static void Format(JsonConsoleFormatterOptions options)
    {
        options.IncludeScopes = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    }
}
