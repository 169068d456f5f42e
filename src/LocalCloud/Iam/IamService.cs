using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Iam;

/// <summary>Identity and Access Management: roles are made and shown. Nothing of LocalCloud asks who may do what.</summary>
internal sealed partial class IamService(RoleStore roles, RegionOptions options, TimeProvider time) : IQueryService
{
    private const int ShortestSession = 3600, LongestSession = 43200, LongestPolicy = 2048;
    private readonly Random _random = new(options.Seed);

    public string Version => "2010-05-08";

    public string Name => "iam";

    public XNamespace Namespace => "https://iam.amazonaws.com/doc/2010-05-08/";

    public ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel) => action switch
    {
        "CreateRole" => ValueTask.FromResult(Create(input)),
        "GetRole" => ValueTask.FromResult(Get(input)),
        _ => throw new AwsException("InvalidAction", $"LocalCloud does not support iam {action}. It supports CreateRole, GetRole."),
    };

    private XElement Create(QueryInput input)
    {
        AllowOnly(input, "RoleName", "AssumeRolePolicyDocument", "Path", "Description", "MaxSessionDuration");
        var name = NameOf(input);
        var path = input["Path"] ?? "/";
        if (!PathForm().IsMatch(path)) throw Invalid($"The path '{path}' must begin and end with a slash");
        var policy = input.Require("AssumeRolePolicyDocument");
        if (policy.Length > LongestPolicy) throw new AwsException("LimitExceeded", $"Cannot exceed quota for ACLSizePerRole: {LongestPolicy}", StatusCodes.Status409Conflict);
        if (!IsPolicy(policy)) throw new AwsException("MalformedPolicyDocument", "This policy contains invalid Json, or no Statement");
        var session = input.Int("MaxSessionDuration") ?? ShortestSession;
        if (session is < ShortestSession or > LongestSession) throw Invalid($"MaxSessionDuration must be from {ShortestSession} to {LongestSession}, not {session}");

        var role = new Role(name, path, NewId(), policy, input["Description"], session, time.GetUtcNow());
        return roles.Add(role)
            ? Answer(role)
            : throw new AwsException("EntityAlreadyExists", $"Role with name {name} already exists.", StatusCodes.Status409Conflict);
    }

    private XElement Get(QueryInput input)
    {
        AllowOnly(input, "RoleName");
        var name = NameOf(input);
        return roles.Find(name) is { } role
            ? Answer(role)
            : throw new AwsException("NoSuchEntity", $"The role with name {name} cannot be found.", StatusCodes.Status404NotFound);
    }

    private static XElement Answer(Role role) => new("Result", new XElement(
        "Role",
        new XElement("Path", role.Path),
        new XElement("RoleName", role.Name),
        new XElement("RoleId", role.Id),
        new XElement("Arn", role.Arn),
        new XElement("CreateDate", role.CreatedAt.UtcDateTime),
        // IAM answers policies URL-encoded, as RFC 3986 has it.
        new XElement("AssumeRolePolicyDocument", Uri.EscapeDataString(role.TrustPolicy)),
        role.Description is null ? null : new XElement("Description", role.Description),
        new XElement("MaxSessionDuration", role.MaxSessionDuration)));

    private static string NameOf(QueryInput input)
    {
        var name = input.Require("RoleName");
        return NameForm().IsMatch(name) ? name : throw Invalid($"'{name}' is not a name of a role: 1 to 64 letters, digits and _+=,.@-");
    }

    private static bool IsPolicy(string text)
    {
        try
        {
            using var policy = JsonDocument.Parse(text);
            return policy.RootElement.ValueKind == JsonValueKind.Object && policy.RootElement.TryGetProperty("Statement", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void AllowOnly(QueryInput input, params ReadOnlySpan<string> names)
    {
        foreach (var name in input.Names)
        {
            if (name is not ("Action" or "Version") && !names.Contains(name))
                throw Invalid($"LocalCloud does not support the parameter {name} here. It supports {string.Join(", ", names!)}.");
        }
    }

    private string NewId()
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        lock (_random) return "AROA" + string.Concat(Enumerable.Range(0, 17).Select(_ => letters[_random.Next(letters.Length)]));
    }

    private static AwsException Invalid(string message) => new("ValidationError", message);

    [GeneratedRegex(@"\A[\w+=,.@-]{1,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A/(?:[\x21-\x7E]{1,510}/)?\z")]
    private static partial Regex PathForm();
}

internal static class IamRegistration
{
    public static IServiceCollection AddIam(this IServiceCollection services) => services
        .AddSingleton<RoleStore>()
        .AddSingleton<IQueryService, IamService>();
}
