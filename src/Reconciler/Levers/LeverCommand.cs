using System.Collections.Immutable;
using System.Text.Json;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Aws;
using Publican.Observed;
using Publican.Status;

namespace Publican.Levers;

/// <summary>
/// Asks a running reconciler what a service is doing, and writes a person's wish into the service's intents parameter. The wish names
/// the revision and step of now: when the world has moved on before it is read, it touches nothing.
/// </summary>
public static class LeverCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What was done, in one sentence.</returns>
    /// <exception cref="LeverException">Nothing was written; the message says why.</exception>
    public static async Task<string> RunAsync(LeverArguments lever, Uri statusUrl, TimeProvider clock)
    {
        var environment = await AskAsync(statusUrl);
        var all = environment.Services.AddRange(environment.Jobs.IsDefault ? [] : environment.Jobs);
        var service = all.FirstOrDefault(known => known.Name == lever.Service)
            ?? throw new LeverException($"there is no service '{lever.Service}'; known are {string.Join(", ", all.Select(known => known.Name))}");
        if (environment is not { Environment: { } name, Region: { } region })
            throw new LeverException($"the reconciler at {statusUrl} has no desired state yet");
        var parameter = OutputsReader.IntentsPath(name) + service.Name;
        ImmutableArray<Intent> intents;
        try
        {
            // Where the reconciler works, not where this shell would: a wish must not land in another region.
            using var aws = AwsClients.Create(region, environment.Endpoint, new ReadsOnly(), AwsClients.As(environment.Role, name, region, environment.Endpoint));
            var known = lever.Verb == Verb.Rollback ? await new TaskDefinitionReader(aws, TimeProvider.System).KnownAsync(new Names(name, "", service.Name).Family, CancellationToken.None) : [];
            intents = Wish.Apply(lever, service, await ReadAsync(aws.Parameters, parameter), clock.GetUtcNow(), known);
            await aws.Parameters.PutParameterAsync(new PutParameterRequest { Name = parameter, Value = IntentList.Write(intents), Type = ParameterType.String, Overwrite = true });
        }
        catch (Exception error) when (AwsErrors.IsExternal(error))
        {
            throw new LeverException($"{parameter} was not written: {AwsErrors.Describe(error)}");
        }

        var what = lever switch
        {
            { Verb: Verb.Rollback } => $"rollback from {intents[^1].Revision} to {intents[^1].To}",
            { Verb: { } verb } => $"{IntentList.NameOf(verb)} of {service.DesiredRevision}",
            { Unpins: true } => $"the end of the rollback to {service.Pin?.To ?? service.DesiredRevision}",
            _ => $"resume of {service.DesiredRevision}",
        };
        return $"{service.Name}: {what} by {lever.By} is written to {parameter}";
    }

    private static async Task<EnvironmentStatus> AskAsync(Uri statusUrl)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        var url = HealthCommand.Reachable(statusUrl, "/api/v1/services");
        try
        {
            return JsonSerializer.Deserialize(await client.GetStringAsync(url), StatusJson.Default.EnvironmentStatus)!;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new LeverException($"{url} cannot be asked: {error.Message}; PUBLICAN_STATUS_URL says where the reconciler answers");
        }
    }

    private static async Task<Intents> ReadAsync(IAmazonSimpleSystemsManagement ssm, string parameter)
    {
        try
        {
            return IntentList.Parse((await ssm.GetParameterAsync(new GetParameterRequest { Name = parameter })).Parameter.Value);
        }
        catch (ParameterNotFoundException)
        {
            return Intents.None;
        }
    }
}
