using System.Collections.Immutable;

namespace LocalCloud.CloudWatch;

/// <summary>
/// All alarms. An alarm is evaluated when somebody looks, over the newest whole periods. A state that came and went between two looks
/// is seen by nobody, as with any client that polls.
/// </summary>
internal sealed class AlarmStore(MetricReader metrics, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<string, Alarm> _alarms = ImmutableSortedDictionary.Create<string, Alarm>(StringComparer.Ordinal);

    /// <summary>Every alarm in its state of now.</summary>
    public IReadOnlyList<Alarm> Current()
    {
        lock (_gate)
        {
            _alarms = _alarms.ToImmutableSortedDictionary(pair => pair.Key, pair => Evaluate(pair.Value), StringComparer.Ordinal);
            return [.. _alarms.Values];
        }
    }

    /// <summary>An alarm that is put again keeps its state.</summary>
    public void Put(Alarm alarm)
    {
        lock (_gate)
        {
            _alarms = _alarms.SetItem(alarm.Name, _alarms.GetValueOrDefault(alarm.Name) is { } known
                ? alarm with { State = known.State, Reason = known.Reason, StateSince = known.StateSince }
                : alarm);
        }
    }

    /// <summary>False when there is no such alarm.</summary>
    public bool Change(string name, Func<Alarm, Alarm> change)
    {
        lock (_gate)
        {
            if (!_alarms.TryGetValue(name, out var alarm)) return false;
            _alarms = _alarms.SetItem(name, change(alarm));
            return true;
        }
    }

    public void Remove(IEnumerable<string> names)
    {
        lock (_gate) _alarms = _alarms.RemoveRange(names);
    }

    public bool Has(string name)
    {
        lock (_gate) return _alarms.ContainsKey(name);
    }

    private Alarm Evaluate(Alarm alarm)
    {
        var now = time.GetUtcNow();
        if (now < alarm.ForcedUntil) return alarm;
        var (state, reason) = AlarmRule.Judge(alarm, Values(alarm, now));
        return alarm.State == state ? alarm : alarm with { State = state, Reason = reason, StateSince = now, ForcedUntil = null };
    }

    private List<double?> Values(Alarm alarm, DateTimeOffset now)
    {
        var period = alarm.Query.Period;
        var end = now.ToUnixTimeSeconds() / period * period;
        var first = end - ((long)alarm.EvaluationPeriods * period);
        var request = new MetricDataRequest(
            [alarm.Query], DateTimeOffset.FromUnixTimeSeconds(first), DateTimeOffset.FromUnixTimeSeconds(end), NewestFirst: false, MaxDatapoints: null);
        var points = metrics.Read(request)[0].Points.ToDictionary(point => point.Time.ToUnixTimeSeconds(), point => point.Value);
        return [.. Enumerable.Range(0, alarm.EvaluationPeriods).Select(index => points.TryGetValue(first + (index * period), out var value) ? value : (double?)null)];
    }
}
