using System.Globalization;
using BeerApi.Configuration;
using BeerApi.Database;
using Npgsql;

namespace BeerApi.Reading;

/// <summary>
/// Hears on a connection of its own what anybody changes in the table of beers: triggers tell it, so also a release that knows
/// nothing of this, and a person with psql. Several times a second it calls to itself through the database; the echo proves that it
/// hears. Without echo, or without the triggers, reads ask the database.
/// </summary>
internal sealed class ChangeListener(Settings settings, BeerCopy copy, Heard heard, TimeProvider time, ILogger<ChangeListener> logger) : BackgroundService
{
    private const string Channel = "beer_changes";

    /// <summary>The triggers that must be there and enabled for the echo to be sent at all.</summary>
    private const int Triggers = 4;

    private static readonly TimeSpan Beat = Heard.Trust / 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Npgsql counts whole milliseconds, and waits for ever at 0.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>What was logged last; null before anything was.</summary>
    private bool? hearing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!copy.IsOn)
        {
            logger.LogInformation("READ_COPY_MB is 0: every read asks the database");
            return;
        }
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                heard.Lose();
                return;
            }
            catch (Exception e)
            {
                // Before the pause, in which the copy would still be trusted.
                heard.Lose();
                if (!DatabaseErrors.IsFromDatabase(e))
                {
                    logger.LogError(e, "The listener for changes made a mistake, and begins anew");
                }
                Hears(false, DatabaseErrors.Describe(e));
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        await using var source = BeerDataSource.CreateForListening(settings.Database);
        await using var connection = await source.OpenConnectionAsync(stop);
        connection.Notification += (_, notification) => Hear(notification.Channel, notification.Payload);
        var echo = string.Create(CultureInfo.InvariantCulture, $"beer_echo_{connection.ProcessID}");
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}; LISTEN {echo}", connection))
        {
            await listen.ExecuteNonQueryAsync(stop);
        }
        // Whatever was kept may have missed a change while nobody listened.
        copy.Forget();
        await using var call = CreateCall(connection, echo);
        long? called = null;
        while (true)
        {
            // Each change of anybody's ends the wait below, which is no reason to call again.
            var left = called is { } last ? Beat - time.GetElapsedTime(last) : TimeSpan.Zero;
            if (left <= TimeSpan.Zero && heard.TakeWanted())
            {
                called = time.GetTimestamp();
                await CallAsync(call, stop);
            }
            await connection.WaitAsync(left > Shortest ? left : left > TimeSpan.Zero ? Shortest : Beat, stop);
        }
    }

    /// <summary>
    /// An echo carries the oldest transaction that was running when it was sent. What had ended by then has its notification
    /// before the echo in PostgreSQL's queue, which keeps the order of commits: an echo that was heard says that all of it was heard.
    /// </summary>
    private static NpgsqlCommand CreateCall(NpgsqlConnection connection, string echo)
    {
        var call = new NpgsqlCommand(
            """
            SELECT pg_notify($1, $2 || ' ' || pg_snapshot_xmin(pg_current_snapshot())::text)::text FROM pg_trigger
            WHERE tgrelid = to_regclass('public.beers') AND tgname LIKE 'beers\_tell\_%' AND tgenabled IN ('O', 'A')
            HAVING count(*) = $3
            """,
            connection);
        call.Parameters.Add(new NpgsqlParameter<string> { TypedValue = echo });
        call.Parameters.Add(new NpgsqlParameter<string>());
        call.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Triggers });
        return call;
    }

    private async Task CallAsync(NpgsqlCommand call, CancellationToken stop)
    {
        ((NpgsqlParameter<string>)call.Parameters[1]).TypedValue = time.GetTimestamp().ToString(CultureInfo.InvariantCulture);
        if (await call.ExecuteScalarAsync(stop) is null)
        {
            Hears(false, "the triggers on public.beers are missing or disabled; the schema may be older than this release");
            heard.Lose();
            copy.Forget();
        }
    }

    private void Hear(string channel, string payload)
    {
        if (channel != Channel)
        {
            var words = payload.Split(' ');
            heard.TakeEcho(long.Parse(words[0], CultureInfo.InvariantCulture), ulong.Parse(words[1], CultureInfo.InvariantCulture));
            Hears(true, "an echo came back");
        }
        else if (Change.Parse(payload) is { } change)
        {
            copy.Apply(change);
            heard.Take(change.Transaction);
        }
        else
        {
            // Not ours; whoever says something on this channel means that something has changed.
            logger.LogWarning("Forgetting all beers: '{Payload}' on channel {Channel} is not a change as the triggers tell it", payload, channel);
            copy.Forget();
        }
    }

    private void Hears(bool now, string reason)
    {
        if (hearing != now)
        {
            hearing = now;
            logger.Log(
                now ? LogLevel.Information : LogLevel.Warning,
                "{State}: {Reason}",
                now ? "Changes are heard, reads may be answered from memory" : "Changes are not heard, every read asks the database",
                reason);
        }
    }
}
