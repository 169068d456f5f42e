using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalCloud.Ecs;
using LocalCloud.Tests.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalCloud.Tests.Support;

/// <summary>An error answer of the region, as a client reads it.</summary>
public sealed class AwsCallException(string code, string message) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;

    public string AwsMessage { get; } = message;
}

/// <summary>A region of its own for one test, listening on a free port, called over HTTP.</summary>
public sealed class TestRegion : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private TestRegion(WebApplication app, string folder)
    {
        (_app, _folder) = (app, folder);
        Endpoint = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Endpoint };
    }

    public Uri Endpoint { get; }

    public HttpClient Http { get; }

    public string Images => Path.Combine(_folder, "images");

    public string Data => Path.Combine(_folder, "data");

    public static async Task<TestRegion> StartAsync(
        Action<IServiceCollection>? configure = null, Func<RegionOptions, RegionOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("localcloud-").FullName;
        var options = new RegionOptions
        {
            Port = 0, Images = Path.Combine(folder, "images"), Data = Path.Combine(folder, "data"),
            Throttle = false, // Tests ask far more often than any client would.
        };
        Directory.CreateDirectory(options.Images);
        var app = RegionHost.Build(change?.Invoke(options) ?? options, services =>
        {
            services.AddSingleton(new EcsTiming { ShutdownGrace = TimeSpan.FromMilliseconds(500) });
            configure?.Invoke(services);
        });
        await app.StartAsync();
        return new TestRegion(app, folder);
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public Task StopAsync() => _app.StopAsync();

    /// <summary>An image that runs a shell script.</summary>
    public string Script(string reference, string script, object? env = null) => Image(reference, "sh", ["-c", script], env);

    public string Image(string reference, string program, string[] args, object? env = null)
    {
        var (name, tag) = (reference.Split(':')[0], reference.Split(':')[1]);
        Directory.CreateDirectory(Path.Combine(Images, name));
        File.WriteAllText(Path.Combine(Images, name, tag + ".json"), JsonSerializer.Serialize(new { program, args, env = env ?? new { } }));
        return reference;
    }

    public Task<JsonNode> Ecs(string action, object input) => CallAsync("AmazonEC2ContainerServiceV20141113." + action, input);

    public Task<JsonNode> Ssm(string action, object input) => CallAsync("AmazonSSM." + action, input);

    public Task<JsonNode> Logs(string action, object input) => CallAsync("Logs_20140328." + action, input);

    public Task<JsonNode> Monitoring(string action, object input) => CallAsync("GraniteServiceVersion20100801." + action, input);

    public async Task<JsonNode> CallAsync(string target, object input, string caller = "tester")
    {
        using var answer = await SendAsync(target, JsonSerializer.Serialize(input), caller);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        AnswerCheck.Json(target, body, isError: !answer.IsSuccessStatusCode);
        return answer.IsSuccessStatusCode ? body : throw new AwsCallException((string)body["__type"]!, (string)body["message"]!);
    }

    public async Task<HttpResponseMessage> SendAsync(
        string target, string body, string? caller = "tester", CancellationToken cancel = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(
            body, Encoding.UTF8, "application/x-amz-json-1.1")
        };
        request.Headers.Add("X-Amz-Target", target);
        if (caller is not null) request.Headers.Authorization = Signature(caller);
        return await Http.SendAsync(request, cancel);
    }

    public async Task<HttpResponseMessage> QueryAsync(Dictionary<string, string> form, string? caller = "tester")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent(form) };
        if (caller is not null) request.Headers.Authorization = Signature(caller);
        return await Http.SendAsync(request);
    }

    public async Task<JsonArray> LoggedCallsAsync(long after = 0) =>
        (JsonArray)JsonNode.Parse(await Http.GetStringAsync($"/_local/calls?after={after}"))!["calls"]!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static AuthenticationHeaderValue Signature(string caller) =>
        new("AWS4-HMAC-SHA256", $"Credential={caller}/20260101/eu-west-1/service/aws4_request, SignedHeaders=host, Signature=00");
}
