using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Desired;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;
using Publican.Status;

namespace Publican.Faults.NewRevisions;

/// <summary>A region over HTTP and a reconciler at it, which can be restarted; what it sends is counted.</summary>
internal sealed class Rehearsal : IAsyncDisposable
{
    private static readonly TimeSpan ReadLag = TimeSpan.FromSeconds(4);
    private readonly HttpClient _http;
    private readonly Wire _wire;
    private Life _life;

    private Rehearsal(Stage stage)
    {
        (Stage, _wire) = (stage, new Wire(stage, Runs.Fault.None, ReadLag, new Nobody()));
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = stage.Endpoint };
        _life = new Life(_wire, stage, NullLoggerFactory.Instance);
        Desired = new Manifest("web:good.1").Read(stage.Endpoint);
    }

    public Stage Stage { get; }

    public DesiredState Desired { get; private set; }

    public ServiceStatus? Status => _life.Status;

    /// <summary>Changing calls so far.</summary>
    public IReadOnlyList<string> Changes => [.. _wire.Calls.Where(call => call.Call.Mutating).Select(call => call.Call.Title)];

    public IEnumerable<string> Calls => _wire.Calls.Select(call => call.Call.Action);

    public static void Run(Func<Rehearsal, Task> story) => Pump.Run(async pump =>
    {
        await using var stage = await Stage.OpenAsync(pump);
        await stage.Hands.BootstrapAsync(8080, Stage.Secret);
        await using var rehearsal = new Rehearsal(stage);
        await story(rehearsal);
    });

    public void Commit(string image, Func<ServiceSpec, ServiceSpec>? change = null)
    {
        var state = new Manifest(image).Read(Stage.Endpoint);
        Desired = state with { Commit = $"{image} {_wire.Calls.Count}", Services = [change is null ? state.Services[0] : change(state.Services[0])] };
        _life.Wake();
    }

    public void Restart()
    {
        _life.Dispose();
        _life = new Life(_wire, Stage, NullLoggerFactory.Instance);
    }

    /// <summary>Until the fact is there; fails after five minutes of virtual time.</summary>
    public Task UntilAsync(Func<ServiceStatus, bool> fact, string what) => PlayAsync(TimeSpan.FromMinutes(5), fact, what);

    /// <summary>The status after so much virtual time.</summary>
    public async Task<ServiceStatus> AfterAsync(TimeSpan time)
    {
        await PlayAsync(time, fact: null, "");
        return Status!;
    }

    public Task ReleasedAsync() => UntilAsync(status => status is { Phase: "Steady", Outcome: "Released" }, "the release");

    public Task PutAsync(string output, string value) => Stage.Hands.Parameters.PutParameterAsync(
        new PutParameterRequest { Name = $"/publican/local/{output}", Value = value, Type = ParameterType.String, Overwrite = true });

    public async Task BreakAsync(string action, string code, int status)
    {
        using var answer = await _http.PostAsJsonAsync("/_local/faults", new { kind = "error", action, code, status });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>As if the packets got lost.</summary>
    public async Task SilenceAsync(string action)
    {
        using var answer = await _http.PostAsJsonAsync("/_local/faults", new { kind = "lose-answer", action });
        answer.EnsureSuccessStatusCode();
    }

    public async Task MendAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("/_local/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>An alarm in a state that somebody set by hand, which lasts for its period.</summary>
    public async Task AlarmAsync(string name, string state)
    {
        await QueryAsync("PutMetricAlarm", ("AlarmName", name), ("Namespace", "AWS/ApplicationELB"), ("MetricName", "RequestCount"), ("Statistic", "Sum"), ("Period", "3600"),
            ("Dimensions.member.1.Name", "LoadBalancer"), ("Dimensions.member.1.Value", "app/public/1"), ("EvaluationPeriods", "1"), ("Threshold", "1"),
            ("ComparisonOperator", "GreaterThanThreshold"));
        await QueryAsync("SetAlarmState", ("AlarmName", name), ("StateValue", state), ("StateReason", "a drill"));
    }

    public async ValueTask DisposeAsync()
    {
        _life.Dispose();
        _wire.Dispose();
        _http.Dispose();
        await ValueTask.CompletedTask;
    }

    private async Task PlayAsync(TimeSpan time, Func<ServiceStatus, bool>? fact, string what)
    {
        var limit = Stage.Now + time;
        while (true)
        {
            await Stage.SettleAsync();
            for (var turns = 0; _life.NextDue <= Stage.Now; turns++)
            {
                Assert.True(turns < 60, "the reconciler goes round and round at one moment");
                await _life.TurnAsync(Desired);
                await Stage.SettleAsync();
            }

            if (fact is not null && Status is { } status && fact(status))
                return;
            if (Stage.Now >= limit)
            {
                Assert.True(fact is null, $"{what} did not come: {Status} {_life.LastError} {string.Join(" | ", Status?.Events.Take(5).Select(entry => entry.Message) ?? [])}");
                return;
            }

            DateTimeOffset?[] next = [_life.NextDue, Stage.Clock.NextDue, limit];
            await Stage.AdvanceAsync(next.Min()!.Value);
        }
    }

    private async Task QueryAsync(string action, params (string Name, string Value)[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new FormUrlEncodedContent(
                [.. parameters.Append(("Action", action)).Append(("Version", "2010-08-01")).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=a-person/20260101/eu-west-1/monitoring/aws4_request, SignedHeaders=host, Signature=00");
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{action}: {await answer.Content.ReadAsStringAsync()}");
    }

    private sealed class Nobody : IWatcher
    {
        public void Wrote(Write write)
        {
        }

        public void Read(Call call)
        {
        }
    }
}
