using System.Net;
using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>Makes one health check of a target.</summary>
public interface IHealthProbe
{
    /// <exception cref="OperationCanceledException">Only when <paramref name="stop"/> says so.</exception>
    Task<CheckResult> CheckAsync(IPAddress address, int port, HealthCheckSettings settings, TimeSpan patience, CancellationToken stop);
}

/// <summary>One health check over HTTP, on a connection of its own as ALB makes it.</summary>
public sealed class HealthProbe(TimeProvider time) : IHealthProbe, IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
    });

    public async Task<CheckResult> CheckAsync(IPAddress address, int port, HealthCheckSettings settings, TimeSpan patience, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}:{settings.Port ?? port}{settings.Path}");
        request.Headers.ConnectionClose = true;
        request.Headers.TryAddWithoutValidation("User-Agent", "ELB-HealthChecker/2.0");
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            var status = (int)response.StatusCode;
            return settings.Matcher.Matches(status) ? new CheckResult.Passed() : new CheckResult.WrongStatus(status);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new CheckResult.TimedOut();
        }
        catch (HttpRequestException)
        {
            return new CheckResult.Failed();
        }
    }

    public void Dispose() => _client.Dispose();
}
