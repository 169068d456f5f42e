using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>Answers to a path, on the candidate and beside it on the stable side.</summary>
internal static class HttpVerdict
{
    public static Verdict Of(HttpCheckSpec check, CheckReadings readings, Trial trial)
    {
        var name = $"http {check.Path}";
        var samples = readings.Http.Where(sample => sample.Path == check.Path && sample.OfCandidate && sample.At >= trial.Since).OrderBy(sample => sample.At).ToList();
        var failing = samples.AsEnumerable().Reverse().TakeWhile(sample => !sample.Good).Reverse().ToList();
        return Judge().By(samples.Select(sample => new EvidenceSample(sample.At, sample.Good ? SampleResult.Good : SampleResult.Bad, sample.Message)));

        Verdict Judge()
        {
            if (failing.Count >= check.Failures)
            {
                // Judge the stable side over the same run of failures: a database that is away is no fault of the release.
                var stable = readings.Http.Where(sample => sample.Path == check.Path && !sample.OfCandidate && sample.At >= failing[0].At).ToList();
                var message = $"GET {check.Path} on the candidate failed {failing.Count} times in a row: {failing[^1].Message}";
                return stable.Count > 0 && stable.All(sample => !sample.Good)
                    ? new(VerdictState.BothSick, Codes.HttpCheck, name, $"{message}; the stable side fails it too: {stable[^1].Message}")
                    : new(VerdictState.Failed, Codes.HttpCheck, name, message);
            }

            // As many good answers decide for the release as bad ones in a row decide against it.
            var good = samples.Count(sample => sample.Good);
            return failing.Count == 0 && good >= check.Failures
                ? Verdict.Good
                : Verdict.Waiting(name, $"GET {check.Path}: {good} of {check.Failures} good answers{(failing.Count > 0 ? $", last: {failing[^1].Message}" : "")}");
        }
    }
}
