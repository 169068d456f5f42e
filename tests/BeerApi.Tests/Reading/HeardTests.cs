using BeerApi.Problems;
using BeerApi.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace BeerApi.Tests.Reading;

public sealed class HeardTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Heard heard;

    public HeardTests() => heard = new Heard(time);

    [Fact]
    public void Nothing_is_trusted_before_the_first_echo() => Assert.False(heard.Includes(ReadAfter.Nothing));

    [Fact]
    public void An_echo_is_good_for_a_second_from_when_it_was_sent()
    {
        var sent = time.GetTimestamp();
        time.Advance(TimeSpan.FromMilliseconds(400));
        heard.TakeEcho(sent, 100);
        Assert.True(heard.Includes(ReadAfter.Nothing));

        time.Advance(TimeSpan.FromMilliseconds(599));
        Assert.True(heard.Includes(ReadAfter.Nothing));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(heard.Includes(ReadAfter.Nothing));
    }

    [Fact]
    public void A_lost_listener_is_not_trusted_a_moment_longer()
    {
        Echo(100);

        heard.Lose();

        Assert.False(heard.Includes(ReadAfter.Nothing));
    }

    [Fact]
    public void A_transaction_is_included_once_it_was_heard_or_had_ended_before_an_echo()
    {
        Echo(100);
        Assert.True(heard.Includes(After("99")));
        Assert.False(heard.Includes(After("100")));
        Assert.False(heard.Includes(After("105")));

        heard.Take(105);
        Assert.True(heard.Includes(After("105")));
        Assert.False(heard.Includes(After("100")));
        Assert.False(heard.Includes(After("105, 100")));

        Echo(106);
        Assert.True(heard.Includes(After("105, 100")));
    }

    [Fact]
    public void What_was_heard_on_a_lost_connection_counts_no_more()
    {
        Echo(100);
        heard.Take(105);

        heard.Lose();
        Echo(50);

        Assert.False(heard.Includes(After("105")));
        Assert.False(heard.Includes(After("60")));
    }

    [Fact]
    public async Task A_read_waits_for_the_change_it_asks_for()
    {
        Echo(100);

        var waiting = heard.IncludesSoonAsync(After("105"), TestContext.Current.CancellationToken);
        heard.Take(104);
        Assert.False(waiting.IsCompleted);
        heard.Take(105);

        Assert.True(await waiting);
    }

    [Fact]
    public async Task It_does_not_wait_longer_than_asking_the_database_would_take()
    {
        Echo(100);

        var waiting = heard.IncludesSoonAsync(After("105"), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.False(await waiting);
    }

    [Fact]
    public async Task It_does_not_wait_at_all_without_a_listener() => Assert.False(await heard.IncludesSoonAsync(After("105"), TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_read_that_waits_goes_to_the_database_when_the_listener_is_lost()
    {
        Echo(100);

        var waiting = heard.IncludesSoonAsync(After("105"), TestContext.Current.CancellationToken);
        heard.Lose();

        Assert.False(await waiting);
    }

    [Fact]
    public void A_long_transaction_of_somebody_else_does_not_fill_the_memory()
    {
        Echo(100);
        for (ulong transaction = 101; transaction < 200_000; transaction++)
        {
            heard.Take(transaction);
        }

        Assert.True(heard.Includes(After("199999")));
        // Forgotten, which costs a question to the database and is never wrong.
        Assert.False(heard.Includes(After("101")));
    }

    [Fact]
    public void Echoes_are_called_for_only_while_somebody_reads()
    {
        Assert.True(heard.TakeWanted());
        Assert.False(heard.TakeWanted());

        heard.Includes(ReadAfter.Nothing);

        Assert.True(heard.TakeWanted());
    }

    private void Echo(ulong oldestRunning) => heard.TakeEcho(time.GetTimestamp(), oldestRunning);

    private static ReadAfter After(string header) => ReadAfter.Read(new HeaderDictionary { [ReadAfter.Header] = header }, new FieldErrors());
}
