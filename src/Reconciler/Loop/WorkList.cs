using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Which services are due, and which are being worked on.</summary>
public sealed class WorkList(DateTimeOffset processStartedAt, StatusBoard board, TimeProvider clock)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
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
            foreach (var (spec, job) in desired.Workloads)
            {
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

                var resolution = ResolutionOf(work, spec, desired, outputs, versions, managed);
                if (resolution.Target is null)
                    board.Report(new Unplanned(spec.Name, "Unresolved", "MissingParameters", resolution.Missing));

                // What is missing for the new revision must not stop a rollback of the one before.
                var target = resolution.Target is { } resolved ? resolved with { Job = job } : work.LastTarget;
                if (target is null && work.DueAt <= clock.GetUtcNow())
                    work.DueAt = clock.GetUtcNow() + desired.Environment.Sweep;
                if (target is not null)
                    targets.Add(target);
            }

            foreach (var target in RolloutOrder.Of([.. targets.Where(target => target.Job is null)], ProgressOf).Concat(targets.Where(target => target.Job is not null)))
            {
                var work = _works[target.Spec.Name];
                var isAsBefore = work.LastRevision == target.Revision && work.LastTarget is { } last && SameContent.Is(last.Spec, target.Spec) && SameContent.Is(last.Job, target.Job)
                    && SameContent.Is(last.Environment, target.Environment) && last.HeldBack is null == target.HeldBack is null;
                if (work.InFlight || (work.DueAt > clock.GetUtcNow() && isAsBefore))
                {
                    // A commit that says the same is not compared again and again.
                    work.LastTarget = isAsBefore ? target : work.LastTarget;
                    continue;
                }

                work.MayBegin = target.HeldBack is null && RolloutOrder.MayWantToBegin(target, work.Progress);
                (work.InFlight, work.LastRevision, work.LastTarget) = (true, target.Revision, target);
                due.Add((work, target));
            }

            // One in flight stays until it has ended: put back at once, the service would have two passes at a time.
            foreach (var gone in _works.Keys.Except(desired.Workloads.Select(workload => workload.Spec.Name)).Where(name => !_works[name].InFlight).ToList())
                _works.Remove(gone);
        }

        return due;
    }

    /// <summary>Brings looks forward. What is not known yet, or due by then anyway, needs none.</summary>
    public void Hurry(IReadOnlyCollection<string> names)
    {
        lock (_gate)
        {
            foreach (var name in names)
            {
                if (_works.TryGetValue(name, out var work))
                    Hurry(work);
            }
        }
    }

    private void Hurry(ServiceWork work)
    {
        if (work.InFlight)
        {
            work.Hurried = true;
            return;
        }

        var (now, next) = (clock.GetUtcNow(), work.HurriedTo == DateTimeOffset.MinValue ? DateTimeOffset.MinValue : work.HurriedTo + Apart);
        var soonest = next > now ? next : now;
        if (work.DueAt > soonest)
            (work.DueAt, work.HurriedTo) = (soonest, soonest);
    }

    /// <summary>Resolved anew only when something of it is: a thousand services several times a second would be work without end.</summary>
    private static Resolution ResolutionOf(
        ServiceWork work, ServiceSpec spec, DesiredState desired, EnvironmentOutputs outputs, IReadOnlyDictionary<string, long> versions, IReadOnlyDictionary<string, ManagedSecret> managed)
    {
        if (work.Resolved is { } known && ReferenceEquals(known.Desired, desired) && ReferenceEquals(known.Outputs, outputs) && ReferenceEquals(known.Versions, versions) && ReferenceEquals(known.Managed, managed))
            return known.Resolution;
        var resolution = TargetResolver.Resolve(spec, desired.Environment, outputs, versions, desired.Commit, managed);
        resolution = resolution with { Target = resolution.Target?.Among(desired.Services) };
        work.Resolved = (desired, outputs, versions, managed, resolution);
        return resolution;
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
                PassResult.LookAgain look => Aligned(work, look.After),
                _ => work.Backoff.Next(),
            };
            work.InFlight = false;
            if (!work.Hurried)
                return;
            work.Hurried = false;
            Hurry(work);
        }
    }

    /// <summary>
    /// What rests is looked at together: services that are due at moments of their own would cost a read each. The first moment of the next sweep comes
    /// no later than asked for.
    /// </summary>
    private TimeSpan Aligned(ServiceWork work, TimeSpan after)
    {
        if (work.LastTarget?.Environment.Sweep is not { } sweep || after != sweep)
            return after;
        var now = clock.GetUtcNow();
        var due = processStartedAt + (sweep * Math.Floor((now + after - processStartedAt) / sweep));
        return due > now ? due - now : after;
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
