using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BeerApi.Tests.TestKit;

internal class ListLogger : ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}

internal sealed class ListLogger<T> : ListLogger, ILogger<T>;
