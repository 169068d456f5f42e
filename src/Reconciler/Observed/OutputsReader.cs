using System.Collections.Immutable;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Aws;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Reads SSM: what terraform-bootstrap wrote, versions of secrets (never their values), and people's intents.</summary>
public sealed class OutputsReader(AwsClients aws)
{
    private const int NamesPerCall = 10;

    /// <exception cref="MissingOutputsException">The message names all that are missing.</exception>
    public async Task<EnvironmentOutputs> ReadAsync(EnvironmentSpec environment, CancellationToken cancel)
    {
        var values = await ByPathAsync(environment.Outputs, cancel);
        var missing = new List<string>();
        var outputs = new EnvironmentOutputs
        {
            Cluster = Get("cluster"),
            Vpc = Get("vpc"),
            Subnets = [.. List(Get("subnets"))],
            SecurityGroups = [.. List(Get("security-groups"))],
            Listeners = values
                .Where(value => value.Key.StartsWith("listeners/", StringComparison.Ordinal))
                .ToImmutableSortedDictionary(value => value.Key["listeners/".Length..], value => value.Value, StringComparer.Ordinal),
            ExecutionRole = Get("roles/execution"),
            TaskRole = Get("roles/task"),
            LogGroup = Get("log-group"),
        };
        return missing.Count == 0
            ? outputs
            : throw new MissingOutputsException(
                $"SSM parameters are missing below {environment.Outputs}: {string.Join(", ", missing)}. terraform-bootstrap writes them; apply it, or correct spec.outputs of Environment {environment.Name}");

        string Get(string name)
        {
            if (values.TryGetValue(name, out var value) && value.Length > 0)
                return value;
            missing.Add(name);
            return "";
        }
    }

    /// <summary>Version by name, for those that exist. Values are not decrypted and not kept.</summary>
    public async Task<IReadOnlyDictionary<string, long>> VersionsAsync(IEnumerable<string> names, CancellationToken cancel)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var chunk in names.Distinct().Chunk(NamesPerCall))
        {
            var answer = await aws.Parameters.GetParametersAsync(new GetParametersRequest { Names = [.. chunk], WithDecryption = false }, cancel);
            foreach (var parameter in answer.Parameters ?? [])
                versions[parameter.Name] = parameter.Version ?? 0;
        }

        return versions;
    }

    /// <summary>Below it, one parameter for each service.</summary>
    public static string IntentsPath(string environment) => $"/publican/{environment}/intents/";

    public async Task<IReadOnlyDictionary<string, Intents>> IntentsAsync(string environment, CancellationToken cancel) =>
        (await ByPathAsync(IntentsPath(environment), cancel)).ToDictionary(value => value.Key, value => IntentList.Parse(value.Value));

    // A page may be short or even empty and still have a successor: only the token tells the end.
    private async Task<Dictionary<string, string>> ByPathAsync(string path, CancellationToken cancel)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var page = await aws.Parameters.GetParametersByPathAsync(
                new GetParametersByPathRequest { Path = path, Recursive = true, WithDecryption = false, NextToken = token }, cancel);
            foreach (var parameter in page.Parameters ?? [])
                values[parameter.Name[path.Length..]] = parameter.Value;
            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return values;
    }

    private static string[] List(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The environment is not bootstrapped as its spec says; nothing can be planned until it is.</summary>
public sealed class MissingOutputsException(string message) : Exception(message);
