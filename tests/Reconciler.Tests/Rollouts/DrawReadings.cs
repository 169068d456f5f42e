using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using static Publican.Tests.Rollouts.Draw;
using static Publican.Tests.Rollouts.DrawTargets;
using static Publican.Tests.Rollouts.DrawFacts;

namespace Publican.Tests.Rollouts;

/// <summary>What checks may have answered.</summary>
internal static class DrawReadings
{
    public static readonly Gen<CheckReadings> Readings =
        from good in Gen.Frequency((3, true), (1, false)).Array[0, 5]
        from stable in Gen.Bool.Array[0, 3]
        from candidateFigure in Figures()
        from stableFigure in Figures()
        from alarm in Gen.OneOf<string?>("OK", "ALARM", "INSUFFICIENT_DATA", null)
        from before in Gen.Bool
        from asked in Gen.Enum<SampleResult>().Array[0, 3]
        from crashes in Gen.Frequency((4, 0), (1, 1))
        from noted in Gen.OneOf<string?>("ok", "failed=task-check", null)
        from task in Jobs.Null(0.3)
        select new CheckReadings([.. Answers(good, true), .. Answers(stable, false)], [.. Metrics.Select(check => new MetricReading(check, Now, candidateFigure, stableFigure))])
        {
            Alarms = [new AlarmReading("p99", alarm, "as CloudWatch says", before)],
            Asked = [.. asked.Select((result, index) => new AskedSample(Webhook, Now - TimeSpan.FromSeconds(asked.Length - 1 - index), result, "as it answered"))],
            Crashes = new Crashes([.. Enumerable.Range(0, crashes).Select(index => new Crash($"arn:task/{index}", Now, Exited: true, "exit code 1"))]),
            Tasks = [new TaskReading(SmokeTest, "check/0", JobResult.Parse(noted), task)],
            PreviewSettled = before,
        };

    private static Gen<Figure> Figures() => Gen.Select(Gen.OneOf(0.0, 5, 200), Gen.OneOf(0.0, 0.5, 5, 500), (requests, value) => new Figure(requests, value));

    private static IEnumerable<HttpSample> Answers(bool[] answers, bool ofCandidate) => answers.SelectMany((good, index) => new[] { "/health/ready", "/beers" }.Select(path =>
        new HttpSample(path, ofCandidate, Now - TimeSpan.FromSeconds(answers.Length - 1 - index), good, good ? "HTTP 200 OK" : "HTTP 503 Service Unavailable")));
}
