using System.Collections.Concurrent;

namespace BeerApi.Reading;

/// <summary>
/// Answers in memory by key, within a budget of bytes. One rule keeps them exact: a question that was put to the database
/// before a change of its key is neither kept nor joined after it, since its answer may be of before the change.
/// </summary>
internal sealed class RenderedCache<TKey>(long budget)
    where TKey : notnull
{
    /// <summary>What an entry costs beside its text: the objects, their headers, the slot in the dictionary.</summary>
    private const int Overhead = 256;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<TKey, Entry> entries = new();

    /// <summary>What the database is being asked at the moment, and shall be kept.</summary>
    private readonly Dictionary<TKey, TaskCompletionSource<Rendered?>> questions = [];

    /// <summary>All entries by age, and some that are gone.</summary>
    private readonly Queue<Entry> ages = new();

    private int count;
    private long bytes;

    public Rendered? Find(TKey key)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            return null;
        }
        // Written once and then only read, so that the processors do not take the line from each other.
        if (!entry.Used)
        {
            entry.Used = true;
        }
        return entry.Answer;
    }

    /// <summary>Asks the database once, however many want to know at the same time, and keeps the answer.</summary>
    /// <param name="ask">Answers null for what is not there, which is not kept.</param>
    public Task<Rendered?> AskAsync(TKey key, Func<TKey, Task<Rendered?>> ask)
    {
        TaskCompletionSource<Rendered?> question;
        lock (gate)
        {
            if (questions.TryGetValue(key, out var running))
            {
                return running.Task;
            }
            question = new TaskCompletionSource<Rendered?>(TaskCreationOptions.RunContinuationsAsynchronously);
            questions.Add(key, question);
        }
        _ = PutAsync(key, question, ask);
        return question.Task;
    }

    /// <summary>What is known of this key is old.</summary>
    public void Change(TKey key)
    {
        lock (gate)
        {
            questions.Remove(key);
            if (entries.TryRemove(key, out var entry))
            {
                Forget(entry);
            }
        }
    }

    /// <summary>What had no answer may have one now; what was kept is as true as before.</summary>
    public void ForgetQuestions()
    {
        lock (gate)
        {
            questions.Clear();
        }
    }

    /// <summary>All that is known is old.</summary>
    public void ChangeAll()
    {
        lock (gate)
        {
            questions.Clear();
            entries.Clear();
            ages.Clear();
            (count, bytes) = (0, 0);
        }
    }

    private async Task PutAsync(TKey key, TaskCompletionSource<Rendered?> question, Func<TKey, Task<Rendered?>> ask)
    {
        try
        {
            var answer = await ask(key);
            Close(key, question, answer);
            question.SetResult(answer);
        }
        catch (Exception e)
        {
            Close(key, question, null);
            question.SetException(e);
        }
    }

    private void Close(TKey key, TaskCompletionSource<Rendered?> question, Rendered? answer)
    {
        lock (gate)
        {
            if (questions.TryGetValue(key, out var current) && current == question)
            {
                questions.Remove(key);
                if (answer is not null && Size(key, answer) <= budget / 4)
                {
                    Keep(key, answer);
                }
            }
        }
    }

    private void Keep(TKey key, Rendered answer)
    {
        var entry = new Entry(key, answer);
        if (entries.TryRemove(key, out var old))
        {
            Forget(old);
        }
        entries[key] = entry;
        ages.Enqueue(entry);
        count++;
        bytes += Size(key, answer);
        MakeRoom();
    }

    /// <summary>The oldest goes first, unless it was used since it was looked at last. The limit is for readers that use each the moment it is looked at.</summary>
    private void MakeRoom()
    {
        for (var patience = ages.Count; bytes > budget && ages.TryDequeue(out var oldest); patience--)
        {
            if (oldest.Gone)
            {
                continue;
            }
            if (oldest.Used && patience > 0)
            {
                oldest.Used = false;
                ages.Enqueue(oldest);
            }
            else if (entries.TryRemove(oldest.Key, out _))
            {
                Forget(oldest);
            }
        }
    }

    private void Forget(Entry entry)
    {
        entry.Gone = true;
        count--;
        bytes -= Size(entry.Key, entry.Answer);
        // Entries that change all the time would fill the queue with ghosts.
        if (ages.Count > (2 * count) + 1000)
        {
            var alive = ages.Where(candidate => !candidate.Gone).ToList();
            ages.Clear();
            alive.ForEach(ages.Enqueue);
        }
    }

    private static long Size(TKey key, Rendered answer) =>
        answer.Json.Length + (2 * ((answer.Link?.Length ?? 0) + (key is string text ? text.Length : 0))) + Overhead;

    private sealed class Entry(TKey key, Rendered answer)
    {
        public TKey Key { get; } = key;

        public Rendered Answer { get; } = answer;

        public volatile bool Used;

        public bool Gone { get; set; }
    }
}
