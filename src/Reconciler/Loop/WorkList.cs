using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Which services are due, and which are being worked on.</summary>
public sealed class WorkList(DateTimeOffset processStartedAt, StatusBoard board, TimeProvider clock)
{
    private readonly Dictionary<string, ServiceWork> _works = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Takes every service that is due; none of them is due again until it was given back.</summary>
    public List<(ServiceWork Work, Target Target)> Take(
        EnvironmentSession session, DesiredState desired, EnvironmentOutputs outputs, IReadOnlyDictionary<string, long> versions,
        IReadOnlyDictionary<string, ManagedSecret> managed, Leadership leadership)
    {
        var due = new List<(ServiceWork, Target)>();
        lock (_gate)
        {
            var targets = new List<Target>();
            foreach (var spec in desired.Services)
            {
                var resolution = TargetResolver.Resolve(spec, desired.Environment, outputs, versions, desired.Commit, managed);
                if (!_works.TryGetValue(spec.Name, out var work))
                {
                    // Seeded by order of appearance: services differ, runs repeat.
                    work = new ServiceWork(spec.Name, session.NewDetailReader(), new ProcessMemory { StartedAt = processStartedAt }, new Backoff(_works.Count));
                    _works[spec.Name] = work;
                }

                if (!work.InFlight && work.Epoch != leadership.Epoch)
                {
                    // Whoever led in between may have written anything: as after a restart, nothing is remembered.
                    work.Memory = new ProcessMemory { StartedAt = leadership.Epoch == 0 ? clock.GetUtcNow() : leadership.Since };
                    (work.Epoch, work.DueAt, work.Progress) = (leadership.Epoch, DateTimeOffset.MinValue, Progress.Unknown);
                }

                if (resolution.Target is null)
                    board.Report(new Unplanned(spec.Name, "Unresolved", "MissingParameters", resolution.Missing));

                // What is missing for the new revision must not stop a rollback of the one before.
                var target = resolution.Target?.Among(desired.Services) ?? work.LastTarget;
                if (target is null && work.DueAt <= clock.GetUtcNow())
                    work.DueAt = clock.GetUtcNow() + desired.Environment.Sweep;
                if (target is not null)
                    targets.Add(target);
            }

            foreach (var target in RolloutOrder.Of(targets, ProgressOf))
            {
                var work = _works[target.Spec.Name];
                var isAsBefore = work.LastRevision == target.Revision && work.LastTarget?.Spec == target.Spec && work.LastTarget.HeldBack is null == target.HeldBack is null;
                if (work.InFlight || (work.DueAt > clock.GetUtcNow() && isAsBefore))
                    continue;
                work.MayBegin = target.HeldBack is null && RolloutOrder.MayWantToBegin(target, work.Progress);
                (work.InFlight, work.LastRevision, work.LastTarget) = (true, target.Revision, target);
                due.Add((work, target));
            }

            // One in flight stays until it has ended: put back at once, the service would have two passes at a time.
            foreach (var gone in _works.Keys.Except(desired.Services.Select(service => service.Name)).Where(name => !_works[name].InFlight).ToList())
                _works.Remove(gone);
        }

        return due;
    }

    private Progress ProgressOf(string name) => _works[name] is { InFlight: true, MayBegin: true } work ? work.Progress with { IsMoving = true } : _works[name].Progress;

    public void GiveBack(ServiceWork work, PassResult result)
    {
        lock (_gate)
        {
            if (result is not PassResult.Retry)
                work.Backoff.Reset();
            work.DueAt = clock.GetUtcNow() + result switch
            {
                PassResult.Done => TimeSpan.Zero,
                PassResult.LookAgain look => look.After,
                _ => work.Backoff.Next(),
            };
            work.InFlight = false;
        }
    }

    /// <returns>How long nothing is due; negative when something is overdue.</returns>
    public TimeSpan NextIn(TimeSpan atMost)
    {
        lock (_gate)
        {
            var next = _works.Values.Where(work => !work.InFlight).Select(work => work.DueAt - clock.GetUtcNow()).DefaultIfEmpty(atMost).Min();
            return next < atMost ? next : atMost;
        }
    }
}
