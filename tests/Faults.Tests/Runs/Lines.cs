using Microsoft.Extensions.Logging;

namespace Publican.Faults.Runs;

/// <summary>Hands every line of a log to whoever wants to read it.</summary>
internal sealed class Lines(Action<string> write) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        write($"{formatter(state, exception)} {exception}".TrimEnd());

    public void Dispose()
    {
    }
}
