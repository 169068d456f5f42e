using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Status;

/// <summary>The one place where status is written. Readers get immutable snapshots.</summary>
public sealed class StatusBoard(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private EnvironmentStatus _status = new(null, null, [], []);
    private Func<WaitingStatus>? _waiting;
    private Func<EventsStatus>? _events;
    private ImmutableHashSet<string> _jobs = [];

    public EnvironmentStatus Current
    {
        get
        {
            lock (_gate)
            {
                return _status with
                {
                    Services = [.. _status.Services.Where(service => !_jobs.Contains(service.Name))],
                    Jobs = [.. _status.Services.Where(service => _jobs.Contains(service.Name))],
                    Waiting = _waiting?.Invoke(),
                    Events = _events?.Invoke(),
                };
            }
        }
    }

    public void Report(PassReport pass) => Replace(pass.Target.Names.Service, before => StatusBuilder.After(before, pass));

    public void Report(Unplanned unplanned) => Replace(unplanned.Name, before => StatusBuilder.After(before, unplanned, clock.GetUtcNow()));

    /// <summary>A service of which nothing is left.</summary>
    public void Forget(string name)
    {
        lock (_gate)
            _status = _status with { Services = [.. _status.Services.Where(service => service.Name != name)] };
    }

    /// <param name="revision">In force; null when no revision was ever valid.</param>
    /// <param name="commit">Newest one read.</param>
    public void ReportSource(string? revision, string? commit, IEnumerable<DesiredError> errors)
    {
        lock (_gate)
        {
            _status = _status with
            {
                Revision = revision,
                Commit = commit,
                Errors = [.. errors.Select(error => new StatusError(error.File, error.Line, error.Column, error.Key, error.Message))],
            };
        }
    }

    public void ReportEnvironment(EnvironmentSpec environment)
    {
        lock (_gate)
            _status = _status with { Environment = environment.Name, Region = environment.Region, Endpoint = environment.Endpoint, Role = environment.Role };
    }

    /// <summary>Their status is reported like that of services, and shown in a list of its own. One that left the files is shown no more: nothing of it runs.</summary>
    public void ReportJobs(IEnumerable<JobSpec> jobs)
    {
        lock (_gate)
        {
            var names = jobs.Select(job => job.Name).ToImmutableHashSet();
            _status = _status with { Services = [.. _status.Services.Where(service => !_jobs.Contains(service.Name) || names.Contains(service.Name))] };
            _jobs = names;
        }
    }

    /// <param name="waiting">Asked whenever somebody reads: a turn may itself be what waits.</param>
    public void ReportCalls(Func<WaitingStatus>? waiting)
    {
        lock (_gate)
            _waiting = waiting;
    }

    /// <param name="events">Asked whenever somebody reads: it changes with every message.</param>
    public void ReportEvents(Func<EventsStatus> events)
    {
        lock (_gate)
            _events = events;
    }

    public void ReportLease(Leadership leadership)
    {
        lock (_gate)
        {
            _status = _status with
            {
                Lease = leadership.Standing == Standing.Alone ? null : new LeaseStatus(leadership.Standing.ToString(), leadership.Holder, leadership.Epoch, leadership.Describe()),
            };
        }
    }

    /// <summary>Something about the source that every service's reader should see, such as a rewritten history.</summary>
    public void ReportEvent(string reason, string message)
    {
        var entry = new StatusEvent(clock.GetUtcNow(), "Warning", reason, message);
        lock (_gate)
        {
            _status = _status with
            {
                Services = [.. _status.Services.Select(service => service with { Events = [entry, .. service.Events.Take(StatusBuilder.EventsKept - 1)] })],
            };
        }
    }

    private void Replace(string name, Func<ServiceStatus?, ServiceStatus> next)
    {
        lock (_gate)
        {
            var before = _status.Services.FirstOrDefault(service => service.Name == name);
            var after = next(before);
            var others = _status.Services.Where(service => service.Name != name);
            _status = _status with { Services = others.Append(after).OrderBy(service => service.Name, StringComparer.Ordinal).ToImmutableArray() };
        }
    }
}
