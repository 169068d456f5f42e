using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Which services are due, and which are being worked on.</summary>
public sealed class WorkList(DateTimeOffset processStartedAt, StatusBoard board, TimeProvider clock)
{
    /// <summary>
    /// Passes under way at most, of services in rollout and of those at rest. What is read together for a thousand services is too old for the last of them
    /// (I17): they would all read again, and nothing would ever be done.
    /// </summary>
    private const int MostMoving = 40, MostResting = 100;

    /// <summary>At AWS's rates: the load balancer answers some ten reads a second, and a look at a service in rollout takes about six of them. Of thirty at once none was ever fresh.</summary>
    private const int MostMovingAtRates = 4;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, ServiceWork> _works = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _isFull;

    /// <summary>Takes the services that are due, as many as there is room for; none of them is due again until it was given back.</summary>
    public List<(ServiceWork Work, Target Target)> Take(
        EnvironmentSession session, DesiredState desired, EnvironmentOutputs outputs, IReadOnlyDictionary<string, long> versions,
        IReadOnlyDictionary<string, ManagedSecret> managed, Leadership leadership)
    {
        var due = new List<(ServiceWork Work, Target Target)>();
        lock (_gate)
        {
            var targets = new List<Target>();
            foreach (var (spec, job) in desired.Workloads)
            {
                if (!_works.TryGetValue(spec.Name, out var work))
                {
                    // Seeded by order of appearance: services differ, runs repeat.
                    work = new ServiceWork(spec.Name, session.NewDetailReader(), new ProcessMemory { StartedAt = processStartedAt, Housekeeping = Housekeeping.Unknown }, new Backoff(_works.Count));
                    _works[spec.Name] = work;
                }

                if (!work.InFlight && work.Epoch != leadership.Epoch)
                {
                    // Whoever led in between may have written anything: as after a restart, nothing is remembered.
                    work.Memory = new ProcessMemory { StartedAt = leadership.Epoch == 0 ? clock.GetUtcNow() : leadership.Since, Housekeeping = Housekeeping.Unknown };
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

                due.Add((work, target));
            }

            due = Portion(due, session.Waiting is null ? MostMoving : MostMovingAtRates);
            foreach (var (work, target) in due)
            {
                work.MayBegin = target.HeldBack is null && RolloutOrder.MayWantToBegin(target, work.Progress);
                (work.InFlight, work.TakenAt, work.LastRevision, work.LastTarget) = (true, clock.GetUtcNow(), target.Revision, target);
            }

            // One in flight stays until it has ended: put back at once, the service would have two passes at a time.
            foreach (var gone in _works.Keys.Except(desired.Workloads.Select(workload => workload.Spec.Name)).Where(name => !_works[name].InFlight).ToList())
                _works.Remove(gone);
        }

        return due;
    }

    /// <summary>
    /// All, where there is room. Else the way home first, then who has traffic at stake, then who waits longest; and not one by one, as each pass ends: a read
    /// serves many as well as one. What rests is taken by whole listeners, whose rules are one read.
    /// </summary>
    private List<(ServiceWork Work, Target Target)> Portion(List<(ServiceWork Work, Target Target)> due, int mostMoving)
    {
        foreach (var (work, target) in due)
            work.Rests = work.Priority == CallPriority.Sweep && work.LastRevision == target.Revision;
        var (moving, resting) = (due.Where(item => !item.Work.Rests).ToList(), due.Where(item => item.Work.Rests).ToList());
        var room = mostMoving - _works.Values.Count(work => work is { InFlight: true, Rests: false } && !IsHeldUp(work));
        if (moving.Count > room)
        {
            moving = [.. moving.OrderBy(item => Urgency(item.Work)).ThenBy(item => item.Work.DueAt).ThenBy(ListenerOf, StringComparer.Ordinal)
                .Take(room >= mostMoving / 2 ? room : moving.Count(item => Urgency(item.Work) == 0))];
        }

        var underWay = _works.Values.Count(work => work is { InFlight: true, Rests: true });
        if (underWay + resting.Count > MostResting)
        {
            var all = resting.GroupBy(ListenerOf).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            resting = [];
            foreach (var group in underWay > 0 ? [] : all.TakeWhile(_ => resting.Count < MostResting))
                resting.AddRange(group);
        }

        _isFull = moving.Count + resting.Count < due.Count;
        return [.. moving, .. resting];
    }

    /// <summary>What it read is too old to act on, and still it waits, mostly for an answer or a probe that hangs: nothing can come of it any more, and it takes nobody's place.</summary>
    private bool IsHeldUp(ServiceWork work) => clock.GetUtcNow() - work.TakenAt > work.LastTarget?.Timing.Fresh;

    // Without a route each is alone.
    private static string ListenerOf((ServiceWork Work, Target Target) item) => item.Target.Routes is [var route, ..] ? route.ListenerArn : item.Work.Name;

    private static int Urgency(ServiceWork work) => work switch
    {
        { Priority: CallPriority.Rollback } => 0,
        { Progress.Phase: Phase.Rolling or Phase.Bake } => 1,
        _ => 2,
    };

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
                _ => work.RetryIn(),
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
            // There is room again when a pass ends, and that rings.
            if (_isFull)
                return atMost;
            var next = _works.Values.Where(work => !work.InFlight).Select(work => work.DueAt - clock.GetUtcNow()).DefaultIfEmpty(atMost).Min();
            return next < atMost ? next : atMost;
        }
    }
}
