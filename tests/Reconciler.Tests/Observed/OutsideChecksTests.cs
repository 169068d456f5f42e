using System.Net;
using Microsoft.Extensions.Time.Testing;
using Publican.Desired;
using Publican.Observed;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Observed;

/// <summary>When questions are asked and their answers taken in; the clock is moved, the answers are given by hand.</summary>
public sealed class OutsideChecksTests : IDisposable
{
    private static readonly WebhookCheckSpec Webhook =
        new(new Uri("http://127.0.0.1:1/judge"), TimeSpan.FromSeconds(10), 1, TimeSpan.FromMinutes(1), Inconclusive.Wait);

    private static readonly Subject AtTen = new("beer-api", "local", "h1:new", "c0ffee", Colour.Green, 10, 1, null, null);
    private readonly FakeTimeProvider _clock = new(Sample.Now);
    private readonly Held _held = new();
    private readonly HttpClient _http;
    private readonly OutsideChecks _checks;

    public OutsideChecksTests()
    {
        _http = new HttpClient(_held);
        _checks = new OutsideChecks(new OutsideAsker(_http, _clock), _clock);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_question_is_not_waited_for_and_its_answer_counts_in_the_next_pass()
    {
        Assert.Empty(_checks.Ask([Webhook], AtTen));
        _held.Answer(HttpStatusCode.OK);

        var sample = Assert.Single(await UntilAsync(samples => samples.Count == 1));
        Assert.Equal((SampleResult.Good, Sample.Now), (sample.Result, sample.At));
    }

    [Fact]
    public async Task A_question_that_hangs_is_not_asked_twice()
    {
        _checks.Ask([Webhook], AtTen);
        _clock.Advance(TimeSpan.FromSeconds(30));
        _checks.Ask([Webhook], AtTen);
        Assert.Equal(1, _held.Asked);

        _held.Answer(HttpStatusCode.OK);
        await UntilAsync(samples => samples.Count == 1);
        Assert.Equal(2, _held.Asked);
    }

    [Fact]
    public async Task It_is_asked_as_often_as_it_says_and_at_once_in_a_new_step()
    {
        _checks.Ask([Webhook], AtTen);
        _held.Answer(HttpStatusCode.OK);
        await UntilAsync(samples => samples.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(9));
        _checks.Ask([Webhook], AtTen);
        Assert.Equal(1, _held.Asked);

        _checks.Ask([Webhook], AtTen with { Weight = 50 });
        Assert.Equal(2, _held.Asked);
    }

    [Fact]
    public void An_answer_about_another_revision_goes_nowhere()
    {
        _checks.Ask([Webhook], AtTen);
        var newer = AtTen with { Revision = "h1:newer" };
        Assert.Empty(_checks.Ask([], newer));
        _held.Answer(HttpStatusCode.BadRequest);

        Assert.Empty(_checks.Ask([], newer));
    }

    private async Task<IReadOnlyList<AskedSample>> UntilAsync(Func<IReadOnlyList<AskedSample>, bool> fact)
    {
        while (true)
        {
            IReadOnlyList<AskedSample> samples = _checks.Ask([Webhook], AtTen);
            if (fact(samples))
                return samples;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Answers when it is told to.</summary>
    private sealed class Held : HttpMessageHandler
    {
        private TaskCompletionSource<HttpResponseMessage> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked { get; private set; }

        public void Answer(HttpStatusCode status)
        {
            var asked = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            asked.SetResult(new HttpResponseMessage(status) { Content = new StringContent("") });
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return _next.Task.WaitAsync(cancellationToken);
        }
    }
}
