using BeerApi.Database;

namespace BeerApi.Tests;

public sealed class GateTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Who_finds_the_waiting_room_full_is_turned_away_at_once()
    {
        using var gate = new Gate(1, 2, TimeSpan.FromMinutes(1), "busy");
        await gate.EnterAsync(None);
        var (second, third) = (gate.EnterAsync(None).AsTask(), gate.EnterAsync(None).AsTask());

        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(None).AsTask());

        Assert.False(second.IsCompleted || third.IsCompleted);
        gate.Leave();
        await (await Task.WhenAny(second, third));
        gate.Leave();
        await Task.WhenAll(second, third);
    }

    [Fact]
    public async Task Who_waits_too_long_or_goes_away_makes_room_for_others_to_wait()
    {
        using var gate = new Gate(1, 1, TimeSpan.FromMilliseconds(20), "busy");
        await gate.EnterAsync(None);

        await Assert.ThrowsAsync<DatabaseBusyException>(() => gate.EnterAsync(None).AsTask());
        using (var gone = new CancellationTokenSource())
        {
            var waiting = gate.EnterAsync(gone.Token).AsTask();
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => waiting);
        }
        gate.Leave();

        await gate.EnterAsync(None);
    }
}
