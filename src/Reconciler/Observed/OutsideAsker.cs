using System.Globalization;
using System.Net;
using System.Text;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>One question to Prometheus or a webhook, with its own end. Whatever happens to it is an answer.</summary>
public sealed class OutsideAsker(HttpClient http, TimeProvider clock)
{
    private const int LongestMessage = 200;
    private const int LongestAnswer = 1 << 20;

    public async Task<AskedSample> AskAsync(AskedCheckSpec check, Subject subject)
    {
        var at = clock.GetUtcNow();
        using var timeout = new CancellationTokenSource(check.Timeout);
        try
        {
            using var request = RequestOf(check, subject);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var (result, message) = Judge(check, answer, await BodyAsync(answer, timeout.Token));
            return new AskedSample(check, at, result, message);
        }
        catch (OperationCanceledException)
        {
            return Unanswered($"no answer within {Durations.Format(check.Timeout)}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Unanswered(error.Message);
        }

        AskedSample Unanswered(string why) => new(check, at, SampleResult.Inconclusive, why);
    }

    private static HttpRequestMessage RequestOf(AskedCheckSpec check, Subject subject) => check switch
    {
        PrometheusCheckSpec prometheus => new(
            HttpMethod.Get,
            new Uri($"{prometheus.Url.AbsoluteUri.TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(subject.Fill(prometheus.Query))}")),
        WebhookCheckSpec webhook => new(HttpMethod.Post, webhook.Url) { Content = new StringContent(subject.ToJson(), Encoding.UTF8, "application/json") },
        _ => throw new InvalidOperationException($"nobody to ask for {check}"),
    };

    private static (SampleResult, string) Judge(AskedCheckSpec check, HttpResponseMessage answer, string body) => (check, answer.StatusCode) switch
    {
        (_, >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest) =>
            (SampleResult.Inconclusive, $"HTTP {(int)answer.StatusCode}: redirects are not followed; correct the url"),
        (PrometheusCheckSpec prometheus, _) => Judge(prometheus, answer, body),
        (_, >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices) => (SampleResult.Good, Said(answer, body)),
        (_, HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) => (SampleResult.Inconclusive, Said(answer, body)),
        (_, >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError) => (SampleResult.Bad, Said(answer, body)),
        _ => (SampleResult.Inconclusive, Said(answer, body)),
    };

    private static (SampleResult, string) Judge(PrometheusCheckSpec check, HttpResponseMessage answer, string body)
    {
        var value = PrometheusAnswer.Read(body, out var why);
        if (value is null || !answer.IsSuccessStatusCode)
            return (SampleResult.Inconclusive, $"HTTP {(int)answer.StatusCode}: {Printable(why)}");
        var isGood = !(value < check.Min) && !(value > check.Max);
        return (isGood ? SampleResult.Good : SampleResult.Bad, string.Create(CultureInfo.InvariantCulture, $"{value:0.######}; good is {Range(check)}"));
    }

    private static string Range(PrometheusCheckSpec check) => (check.Min, check.Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $"{min} or more"),
        (_, var max) => string.Create(CultureInfo.InvariantCulture, $"{max} or less"),
    };

    private static string Said(HttpResponseMessage answer, string body) => Printable($"HTTP {(int)answer.StatusCode}: {body}").TrimEnd(' ', ':');

    private static string Printable(string text)
    {
        var kept = text.Length > LongestMessage ? text[..LongestMessage] : text;
        return new string([.. kept.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
    }

    // Never more than that, whatever the other side sends, and never longer than the timeout.
    private static async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
