using System.Text;
using BeerApi.Reading;

namespace BeerApi.Tests.Reading;

public sealed class RenderedCacheTests
{
    private readonly RenderedCache<long> cache = new(budget: 1_000_000);

    [Fact]
    public async Task An_answer_is_asked_for_once_and_then_found()
    {
        Assert.Null(cache.Find(1));

        var asked = await cache.AskAsync(1, _ => Answer("one"));

        Assert.Equal("one", Text(asked));
        Assert.Same(asked, cache.Find(1));
        Assert.Null(cache.Find(2));
    }

    [Fact]
    public async Task What_is_not_there_is_not_kept()
    {
        Assert.Null(await cache.AskAsync(1, _ => Task.FromResult<Rendered?>(null)));

        Assert.Equal("born", Text(await cache.AskAsync(1, _ => Answer("born"))));
    }

    [Fact]
    public async Task Many_who_ask_at_the_same_time_ask_once()
    {
        var (answer, asked) = (new TaskCompletionSource<Rendered?>(), 0);

        var questions = Enumerable.Range(0, 100).Select(_ => cache.AskAsync(1, _ => { asked++; return answer.Task; })).ToList();
        answer.SetResult(new Rendered("one"u8.ToArray()));

        Assert.All(await Task.WhenAll(questions), one => Assert.Equal("one", Text(one)));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task An_answer_from_before_a_change_is_given_to_those_who_asked_before_it_and_is_not_kept()
    {
        var old = new TaskCompletionSource<Rendered?>();
        var before = cache.AskAsync(1, _ => old.Task);

        cache.Change(1);
        var after = await cache.AskAsync(1, _ => Answer("new"));
        old.SetResult(new Rendered("old"u8.ToArray()));

        Assert.Equal("old", Text(await before));
        Assert.Equal("new", Text(after));
        Assert.Equal("new", Text(cache.Find(1)));
    }

    [Fact]
    public async Task The_same_holds_for_a_change_of_everything()
    {
        var old = new TaskCompletionSource<Rendered?>();
        var before = cache.AskAsync(1, _ => old.Task);

        cache.ChangeAll();
        old.SetResult(new Rendered("old"u8.ToArray()));
        await before;

        Assert.Null(cache.Find(1));
        Assert.Equal("new", Text(await cache.AskAsync(1, _ => Answer("new"))));
    }

    [Fact]
    public async Task A_change_of_one_key_leaves_the_others()
    {
        await cache.AskAsync(1, _ => Answer("one"));
        await cache.AskAsync(2, _ => Answer("two"));

        cache.Change(1);

        Assert.Null(cache.Find(1));
        Assert.Equal("two", Text(cache.Find(2)));
    }

    [Fact]
    public async Task A_failure_reaches_all_who_wait_and_is_not_kept()
    {
        var failing = cache.AskAsync(1, _ => Task.FromException<Rendered?>(new TimeoutException("away")));

        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        Assert.Equal("back", Text(await cache.AskAsync(1, _ => Answer("back"))));
    }

    [Fact]
    public async Task The_budget_is_kept_and_what_is_used_stays()
    {
        var small = new RenderedCache<long>(budget: 100_000);
        await small.AskAsync(0, _ => Answer(new string('x', 1000)));
        for (var key = 1; key < 10_000; key++)
        {
            Assert.NotNull(small.Find(0));
            await small.AskAsync(key, _ => Answer(new string('x', 1000)));
        }

        var kept = Enumerable.Range(0, 10_000).Count(key => small.Find(key) is not null);
        Assert.InRange(kept, 40, 100);
        Assert.NotNull(small.Find(9_999));
    }

    [Fact]
    public async Task Long_keys_count()
    {
        var small = new RenderedCache<string>(budget: 100_000);
        for (var key = 0; key < 1_000; key++)
        {
            await small.AskAsync($"{key:d500}", _ => Answer("[]"));
        }

        Assert.InRange(Enumerable.Range(0, 1_000).Count(key => small.Find($"{key:d500}") is not null), 40, 100);
    }

    [Fact]
    public async Task What_is_too_large_for_the_budget_is_answered_and_not_kept()
    {
        var small = new RenderedCache<long>(budget: 10_000);
        await small.AskAsync(1, _ => Answer("kept"));

        Assert.NotNull(await small.AskAsync(2, _ => Answer(new string('x', 9_000))));

        Assert.Null(small.Find(2));
        Assert.NotNull(small.Find(1));
    }

    [Fact]
    public async Task Changes_without_end_leave_no_ghosts_behind()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200_000; i++)
        {
            await cache.AskAsync(1, _ => Answer("one"));
            cache.Change(1);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4_000_000);
    }

    /// <summary>
    /// A database of one number a key, and a cache over it. Whoever has seen a write return must never see less, whatever comes
    /// between: this is the promise the whole room rests on, tried with real threads.
    /// </summary>
    [Fact]
    public async Task Nobody_sees_less_than_a_write_that_has_returned()
    {
        const int keys = 4;
        var stored = new long[keys];
        var returned = new long[keys];
        var finished = 0;
        var writers = Enumerable.Range(0, keys).Select(key => Task.Run(() =>
        {
            for (var value = 1; value <= 20_000; value++)
            {
                Volatile.Write(ref stored[key], value);
                cache.Change(key);
                Volatile.Write(ref returned[key], value);
            }
            Interlocked.Increment(ref finished);
        })).ToList();
        var readers = Enumerable.Range(0, 3).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (Volatile.Read(ref finished) < keys)
            {
                var key = random.Next(keys);
                var least = Volatile.Read(ref returned[key]);
                var answer = cache.Find(key) ?? await cache.AskAsync(key, async asked =>
                {
                    var value = Volatile.Read(ref stored[asked]);
                    await Task.Yield();
                    return new Rendered(Encoding.UTF8.GetBytes($"{value}"));
                });
                Assert.True(long.Parse(Text(answer)!) >= least);
            }
        })).ToList();

        await Task.WhenAll([.. writers, .. readers]);
    }

    private static Task<Rendered?> Answer(string text) => Task.FromResult<Rendered?>(new Rendered(Encoding.UTF8.GetBytes(text)));

    private static string? Text(Rendered? answer) => answer is null ? null : Encoding.UTF8.GetString(answer.Json);
}
