using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using YamlDotNet.RepresentationModel;

namespace Publican.Tests.Rollouts;

/// <summary>
/// One situation, told in a few lines of YAML (docs/rollouts.md, "The state table"). What a file does not say is as in a quiet, released
/// service: blue runs h1:old with both tasks healthy and has all traffic, there is no green, every read is fresh and nobody wishes anything.
/// A worker of strategy rolling has one <c>service</c>, which runs h1:old, and a quiet alarm.
/// </summary>
internal sealed partial record CaseFile(string Story, Target Target, ServiceObservation Seen, ProcessMemory Memory)
{
    private static readonly DateTimeOffset Now = Sample.Now;

    public static CaseFile Read(string path, bool rolling = false)
    {
        var lines = File.ReadAllLines(path);
        var story = string.Join(' ', lines.TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#', ' ')));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(string.Join('\n', lines)));
        var file = new CasePart(path, yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : null);

        var (spec, environment) = CaseSpec.Read(file.Node("spec"), file.Node("environment"), rolling);
        var target = Sample.Target(file.Text("desired") ?? "h1:old", spec) with
        {
            Environment = environment,
            HeldBack = file.Text("held"),
            WantedByOthers = [.. file.Texts("wanted by others").Select(priority => (Sample.Listener, int.Parse(priority, CultureInfo.InvariantCulture)))],
        };
        var intents = Wishes(file.Texts("intents"));
        target = Pins.Apply(target, intents);
        var record = Record(file.Part("record"), rolling);
        var own = rolling ? "service" : "blue";
        var (blue, green) = (file.Has(own) ? file.Node(own) : Side("{runs: h1:old}"), file.Node("green"));
        var memory = MemoryOf(file.Part("memory"), target, rolling) with { Housekeeping = file.Has("history") ? Housekeeping.Due : Housekeeping.Done };
        var seen = new ServiceObservation
        {
            OtherShape = Known(new Pair<EcsService?>(CaseSides.Service(Colour.Blue, file.Node("other strategy"), ImmutableSortedDictionary<string, string>.Empty), null)),
            Services = Known(new Pair<EcsService?>(rolling ? CaseSides.Worker(blue, record) : CaseSides.Service(Colour.Blue, blue, record), CaseSides.Service(Colour.Green, green, ImmutableSortedDictionary<string, string>.Empty))),
            Rules = Known(ServiceRules.Of([.. rolling ? [] : CaseSides.Production(file.Node("rule")), .. CaseSides.Preview(file.Node("preview"))]) with { Taken = [.. file.Parts("taken").Select(CaseSides.Taken)], Unread = file.Text("unread listener") }),
            TargetGroups = Known(rolling
                ? new Pair<TargetGroup?>(null, null)
                : new Pair<TargetGroup?>(CaseSides.Group(Colour.Blue, file.Text("blue group"), target), CaseSides.Group(Colour.Green, file.Text("green group"), target))),
            Health = Known(new Pair<GroupHealth>(CaseSides.Health(blue), CaseSides.Health(green))),
            Definition = Known(Definition(file.Node("definition"), target.Revision)),
            BeforeJob = Known(Job(file.Node("job"))),
            Scaling = Known(new Pair<ScalableTarget?>(CaseSides.Scaling(file.Text("blue scales")), CaseSides.Scaling(file.Text("green scales")))),
            Adoption = Known<ImmutableArray<AdoptionDifference>>([.. file.Texts("adoption differs").Select(field => new AdoptionDifference(field, "1", "2"))]),
            Preflight = Known(Preflight([.. file.Texts("missing")])),
            Checks = Checks(file, spec.Rollout, rolling),
            Intents = Known(intents),
            History = memory.Housekeeping == Housekeeping.Due ? Known(History([.. file.Texts("history")])) : Fact<ImmutableArray<PastRevision>>.NotRead,
            Leadership = Lease(file.Text("lease")),
        };
        seen = seen with
        {
            Services = Known(seen.Services.Value!.Select(service => Written(service, target))),
            StableGroup = file.Text("stable group") is { } said ? Known(CaseSides.Group(Colour.Blue, said, target)) : Fact<TargetGroup?>.NotRead,
        };
        seen = Unread(seen, [.. file.Texts("unread")], file.Duration("reads are old by") ?? TimeSpan.Zero);
        file.End();
        return new CaseFile(story, target, seen, memory);
    }

    /// <summary>All settings as they were written, but for the one that the case names.</summary>
    private static EcsService? Written(EcsService? service, Target target) =>
        service is { Settings.IsEmpty: false } ? service with { Settings = WantedSettings.Of(target).SetItems(service.Settings) } : service;

    private static Fact<T> Known<T>(T value) => Fact<T>.Of(value, Now);

    private static YamlNode Side(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents[0].RootNode;
    }

    /// <summary>Tags as they stand on the blue service, without their prefix; <c>now-60</c> stands for the unix time of a minute ago.</summary>
    private static ImmutableSortedDictionary<string, string> Record(CasePart part, bool rolling)
    {
        var tags = part.Pairs().ToDictionary(tag => $"publican:{tag.Key}", tag => Seconds(tag.Value));
        tags.TryAdd("publican:stable", rolling ? "h1:old arn:definition/h1:old" : "blue");
        return tags.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static string Seconds(string text) => NowPattern().Replace(text, match =>
        (Now.ToUnixTimeSeconds() + (match.Groups[1].Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0)).ToString(CultureInfo.InvariantCulture));

    /// <summary>Registered, with its before-job done, unless the case says <c>none</c>, or what its tag holds.</summary>
    /// <summary>Just taken from a holder that died, or what is left of an hour-old one.</summary>
    private static Leadership Lease(string? word) => word switch
    {
        null => Leadership.Alone,
        "taken" => new Leadership(Standing.Leads, "host/1", 2, Now, Quiet: TimeSpan.FromSeconds(10)),
        "follows" => new Leadership(Standing.Follows, "host/2"),
        _ => new Leadership(Enum.Parse<Standing>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true), "host/1", 1, Now - TimeSpan.FromHours(1), Why: "the database is away"),
    };

    private static TaskDefinition? Definition(YamlNode? node, string revision) => node is YamlScalarNode { Value: "none" }
        ? null
        : new($"arn:definition/{revision}", revision, node is YamlScalarNode tag ? JobResult.Parse(Seconds(tag.Value!)) : new JobResult(Code: null));

    /// <summary><c>[h1:old good, h1:2 bad inactive, h1:1 long-bad, strange]</c>: the family's task definitions after a release, newest first.</summary>
    private static ImmutableArray<PastRevision> History(string[] revisions) => [.. revisions.Select((text, index) => (Words: text.Split(' '), Number: revisions.Length - index)).Select(past => new PastRevision(
        $"arn:definition/{past.Words[0]}", past.Number, past.Words[0] == "strange" ? null : past.Words[0],
        past.Words.Contains("good") ? new RevisionVerdict(Code: null, Now - TimeSpan.FromDays(30))
        : past.Words.Contains("bad") ? new RevisionVerdict("alarm", Now - TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1))
        : past.Words.Contains("long-bad") ? new RevisionVerdict("alarm", Now - TimeSpan.FromDays(7)) : null,
        Active: !past.Words.Contains("inactive")))];

    private static OneOffTask? Job(YamlNode? node)
    {
        if (CasePart.IsNone(node))
            return null;
        var part = new CasePart("job", node);
        var job = new OneOffTask("arn:task/1", part.Text("status") ?? "STOPPED", Now - (part.Duration("for") ?? TimeSpan.FromSeconds(10)), part.Number("exit"), part.Text("reason"));
        part.End();
        return job;
    }

    /// <summary>All that a new revision needs is there, but for these: image, log group, task role.</summary>
    private static PreflightFacts Preflight(HashSet<string> missing)
    {
        var facts = Sample.Preflight;
        if (missing.Remove("image"))
            facts = facts with { Image = new ImageReading(ImageState.Missing, "there is no such image") };
        if (missing.Remove("log group"))
            facts = facts with { LogGroup = Answer<bool>.Of(false) };
        if (missing.Remove("task role"))
            facts = facts with { TaskRole = Answer<Role?>.Of(null) };
        return missing.Count == 0 ? facts : throw new InvalidOperationException($"nothing is called {string.Join(", ", missing)} here");
    }

    /// <summary><c>http: +-</c> is a good answer and a bad one a second later, the last of them now; the same for <c>http of stable</c>.</summary>
    private static CheckReadings Checks(CasePart file, RolloutSpec rollout, bool rolling)
    {
        var samples = rollout.Checks.OfType<HttpCheckSpec>().SelectMany(check =>
            Answers(check.Path, true, file.Text("http") ?? "+").Concat(Answers(check.Path, false, file.Text("http of stable") ?? "")));
        var metrics = file.Parts("metrics").Select(part => new MetricReading(
            (MetricCheckSpec)rollout.Checks[part.Number("check") ?? 0], Now, Figure(part.Text("candidate")), Figure(part.Text("stable")), part.Text("error"))).ToList();
        var alarms = file.Parts("alarms").Select(part => new AlarmReading(
            part.Text("name")!, part.Text("state"), part.Text("message") ?? "over its threshold", part.Flag("before traffic"))).ToList();
        if (rolling && alarms.Count == 0)
            alarms = [new AlarmReading("queue", "OK", "", BeforeTraffic: false)];
        var asked = rollout.Checks.OfType<AskedCheckSpec>().SelectMany(check => Asked(check, file.Text("asked") ?? ""));
        return new CheckReadings([.. samples], [.. metrics])
        {
            Alarms = [.. alarms], Asked = [.. asked], Crashes = Crashes(file.Number("crashes") ?? 0), Tasks = [.. CheckTasks(file, rollout)], PreviewSettled = true,
        };
    }

    /// <summary><c>asked: +-?</c>: a good answer of Prometheus or a webhook, a bad one, and one that says nothing, now.</summary>
    private static IEnumerable<AskedSample> Asked(AskedCheckSpec check, string answers) => answers.Select((answer, index) => new AskedSample(
        check,
        Now - TimeSpan.FromSeconds(answers.Length - 1 - index),
        answer switch { '+' => SampleResult.Good, '-' => SampleResult.Bad, _ => SampleResult.Inconclusive },
        answer switch { '+' => "fine", '-' => "too many", _ => "no answer" }));

    private static Crashes Crashes(int count) =>
        new([.. Enumerable.Range(1, count).Select(task => new Crash($"arn:task/{task}", Now, Exited: true, "Essential container in task exited, exit code 1"))]);

    /// <summary>The one-off task of the check at a weight (0 unless it says so): not started, unless it has a status.</summary>
    private static IEnumerable<TaskReading> CheckTasks(CasePart file, RolloutSpec rollout)
    {
        foreach (var part in file.Parts("check tasks"))
        {
            var weight = part.Number("weight") ?? 0;
            var check = rollout.ChecksAt(weight).OfType<TaskCheckSpec>().Single();
            var task = part.Text("status") is { } status
                ? new OneOffTask("arn:task/2", status, Now - (part.Duration("for") ?? TimeSpan.FromSeconds(10)), part.Number("exit"), part.Text("reason"))
                : null;
            yield return new TaskReading(check, CheckHooks.Of(check, weight, ReleaseRecord.Empty, "h1:new"), Noted: null, task);
        }
    }

    private static IEnumerable<HttpSample> Answers(string path, bool ofCandidate, string answers) => answers.Select((answer, index) =>
        new HttpSample(path, ofCandidate, Now - TimeSpan.FromSeconds(answers.Length - 1 - index), answer == '+', answer == '+' ? "HTTP 200 OK" : "HTTP 503 Service Unavailable"));

    /// <summary><c>5 of 200</c>: the figure, and the requests it is made of.</summary>
    private static Figure Figure(string? text) => text?.Split(" of ") is [var value, var requests]
        ? new(double.Parse(requests, CultureInfo.InvariantCulture), double.Parse(value, CultureInfo.InvariantCulture))
        : Publican.Observed.Figure.None;

    /// <summary><c>promote h1:new 10</c> or <c>rollback h1:new to h1:old</c>, uttered by ann a minute ago; read as the SSM parameter would be.</summary>
    private static Intents Wishes(IEnumerable<string> wishes)
    {
        var list = wishes.Select(wish => wish.Split(' ')).Select(words => string.Create(CultureInfo.InvariantCulture,
            $$"""{"verb": "{{words[0]}}"{{(words.Length > 1 ? $", \"revision\": \"{words[1]}\"" : "")}}{{(words.Length == 3 ? $", \"step\": {words[2]}" : words.Length == 4 ? $", \"to\": \"{words[3]}\"" : "")}}, "by": "ann", "at": "{{Now.AddMinutes(-1):O}}"}"""));
        var intents = IntentList.Parse($"[{string.Join(", ", list)}]");
        return intents.Problems.IsEmpty ? intents : throw new InvalidOperationException(string.Join("\n", intents.Problems));
    }

    private static ServiceObservation Unread(ServiceObservation seen, HashSet<string> facts, TimeSpan age)
    {
        seen = seen with
        {
            Services = Judge("services", seen.Services),
            Rules = Judge("rules", seen.Rules),
            TargetGroups = Judge("groups", seen.TargetGroups),
            Health = Judge("health", seen.Health),
            Definition = Judge("definition", seen.Definition),
            BeforeJob = Judge("job", seen.BeforeJob),
            Intents = Judge("intents", seen.Intents),
            Scaling = Judge("scaling", seen.Scaling),
            Preflight = Judge("preflight", seen.Preflight),
        };
        return facts.Count == 0 ? seen : throw new InvalidOperationException($"there is no fact {string.Join(", ", facts)}");

        Fact<T> Judge<T>(string name, Fact<T> fact) => facts.Remove(name) ? Fact<T>.Failed($"{name}: HTTP 503 Service Unavailable", Now) : Fact<T>.Of(fact.Value!, Now - age);
    }

    /// <summary>A process that started an hour ago, and has seen each side idle since then unless it has traffic.</summary>
    private static ProcessMemory MemoryOf(CasePart part, Target target, bool rolling)
    {
        var hour = TimeSpan.FromHours(1);
        var memory = new ProcessMemory
        {
            StartedAt = Now - (part.Duration("started") ?? hour),
            Armed = part.Text("armed") is { } armed ? Seconds(armed) : null,
            Moved = part.Flag("moved"),
            FellByHand = part.Flag("fell by hand"),
            SawEven = part.Flag("saw even"),
            CandidateWeight = part.Number("weight"),
            Counts = new(part.Number("blue tasks"), part.Number("green tasks")),
            Idle = new(Idle("blue"), Idle("green")),
            StoppedTime = part.Duration("stopped for") ?? TimeSpan.Zero,
            LastRevision = target.Revision,
            Record = part.Has("record") ? ReleaseRecord.Parse(Record(part.Part("record"), rolling)) : null,
            Reverted = part.Text("reverted") is { } code ? new Failure("", code, "as seen then", "as seen then") : null,
            BrokenAt = part.Duration("broken for") is { } broken ? Now - broken : null,
            Expected = part.Number("expects blue tasks") is { } tasks
                ? new Expectation(new PlannedAction.Scale(Colour.Blue, tasks, "replicas changed", [], null), Now + TimeSpan.FromSeconds(1))
                : part.Text("expects the way back to") is { } revision
                    ? new Expectation(new PlannedAction.Roll($"arn:definition/{revision}", revision, target.Spec.Replicas, Back: true, null, "as seen then"), Now + TimeSpan.FromSeconds(1))
                    : null,
        };
        part.End();
        return memory;

        Idle? Idle(string colour) => part.Text($"{colour} idle") switch
        {
            null => new Idle(Now - hour, Now, 9),
            "never" => null,
            var text => new Idle(Now - Durations.Parse(text)!.Value, Now, 9),
        };
    }

    [GeneratedRegex(@"\bnow([+-]\d+)?\b")]
    private static partial Regex NowPattern();
}
