using System.Text.RegularExpressions;
using System.Xml.Linq;
using LocalCloud.Iam;
using LocalCloud.Protocols;

namespace LocalCloud.Sts;

/// <summary>GetCallerIdentity, which tools ask first to see whether credentials work, and AssumeRole.</summary>
internal sealed partial class StsService(RoleStore roles, RegionOptions options, TimeProvider time) : IQueryService
{
    private const int ShortestSession = 900, UsualSession = 3600;
    private readonly Random _random = new(options.Seed);

    public string Version => "2011-06-15";

    public string Name => "sts";

    public XNamespace Namespace => "https://sts.amazonaws.com/doc/2011-06-15/";

    public ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel) => action switch
    {
        "GetCallerIdentity" => ValueTask.FromResult(new XElement(
            "Result",
            new XElement("Arn", $"arn:aws:iam::{Arn.Account}:root"),
            new XElement("UserId", Arn.Account),
            new XElement("Account", Arn.Account))),
        "AssumeRole" => ValueTask.FromResult(Assume(input)),
        _ => throw new AwsException("InvalidAction", $"LocalCloud does not support sts {action}. It supports AssumeRole, GetCallerIdentity."),
    };

    /// <remarks>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</remarks>
    private XElement Assume(QueryInput input)
    {
        foreach (var name in input.Names)
        {
            if (name is not ("Action" or "Version" or "RoleArn" or "RoleSessionName" or "DurationSeconds"))
                throw Invalid($"LocalCloud does not support the parameter {name} here. It supports DurationSeconds, RoleArn, RoleSessionName.");
        }

        var (arn, session) = (input.Require("RoleArn"), input.Require("RoleSessionName"));
        if (!SessionForm().IsMatch(session)) throw Invalid($"'{session}' is not a name of a session: 2 to 64 letters, digits and _+=,.@-");

        // Who may is asked nowhere here. A role that is not there is refused in the words in which AWS refuses it, which tell nobody whether it exists.
        if (roles.Find(arn[(arn.LastIndexOf('/') + 1)..]) is not { } role || role.Arn != arn)
        {
            throw new AwsException(
                "AccessDenied", $"User: arn:aws:iam::{Arn.Account}:root is not authorized to perform: sts:AssumeRole on resource: {arn}", StatusCodes.Status403Forbidden);
        }

        var seconds = input.Int("DurationSeconds") ?? UsualSession;
        if (seconds < ShortestSession) throw Invalid($"DurationSeconds must be at least {ShortestSession}, not {seconds}");
        if (seconds > role.MaxSessionDuration) throw Invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        return new XElement(
            "Result",
            new XElement(
                "Credentials",
                new XElement("AccessKeyId", "ASIA" + Letters(16)),
                new XElement("SecretAccessKey", Letters(40)),
                new XElement("SessionToken", Letters(120)),
                new XElement("Expiration", time.GetUtcNow().AddSeconds(seconds).UtcDateTime)),
            new XElement(
                "AssumedRoleUser",
                new XElement("AssumedRoleId", $"{role.Id}:{session}"),
                new XElement("Arn", $"arn:aws:sts::{Arn.Account}:assumed-role/{role.Name}/{session}")));
    }

    private string Letters(int count)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        lock (_random) return string.Concat(Enumerable.Range(0, count).Select(_ => letters[_random.Next(letters.Length)]));
    }

    private static AwsException Invalid(string message) => new("ValidationError", message);

    [GeneratedRegex(@"\A[\w+=,.@-]{2,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex SessionForm();
}

internal static class StsRegistration
{
    public static IServiceCollection AddSts(this IServiceCollection services) => services.AddSingleton<IQueryService, StsService>();
}
