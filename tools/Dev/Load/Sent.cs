namespace Publican.Dev.Load;

/// <summary>One request of the load, and how it ended.</summary>
/// <param name="Problem">Null when the answer was 2xx within two seconds.</param>
public sealed record Sent(DateTimeOffset At, string What, string? Problem)
{
    public bool Failed => Problem is not null;
}
