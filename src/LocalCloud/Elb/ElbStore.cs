namespace LocalCloud.Elb;

/// <summary>The state in force. Readers take it as it is; writers go one at a time, and commit only what the data plane has taken over.</summary>
public sealed class ElbStore(IDataPlane plane) : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1);
    private ElbState _current = ElbState.Empty;

    public ElbState Current => Volatile.Read(ref _current);

    /// <param name="change">Makes the next state, and an answer.</param>
    /// <param name="cancel">Counts until the change begins; then it is carried out whole.</param>
    public async Task<T> ChangeAsync<T>(Func<ElbState, (ElbState Next, T Answer)> change, CancellationToken cancel)
    {
        await _writer.WaitAsync(cancel);
        try
        {
            var (next, answer) = change(_current);
            if (!ReferenceEquals(next, _current)) await plane.ApplyAsync(_current, next);
            Volatile.Write(ref _current, next);
            return answer;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();
}
