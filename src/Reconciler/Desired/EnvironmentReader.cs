using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Environment</c>. What is returned is of use only when no error was recorded.</summary>
internal static partial class EnvironmentReader
{
    private const string NameExpected = "a name of 1 to 32 lower-case letters, digits and hyphens that starts with a letter, such as production";
    private const string EndpointExpected = "the origin of an AWS endpoint, such as http://127.0.0.1:4566";

    public static readonly Key<string?> Name = Key.Of("name", Kinds.Text(NameExpected, NameForm()), "Names the environment in tags and in the names of target groups.");

    private static readonly Key<string?> Region = Key.Of("region", Kinds.Text("an AWS region, such as eu-west-1", RegionForm()), "The AWS region of the cluster.");

    private static readonly Key<string?> Role = Key.Of(
        "role",
        Kinds.Text("the ARN of an IAM role, such as arn:aws:iam::123456789012:role/publican", RoleForm()),
        "A role that Publican takes (sts:AssumeRole) for every call of this environment, so that it may be in another account; without it the credentials of the process.").Optional();

    private static readonly Key<string?> Outputs = Key.Of(
        "outputs",
        Kinds.Text("an SSM path with a slash at both ends, such as /publican/production/", OutputsForm()),
        "Where terraform-bootstrap writes the parameters cluster, vpc, subnets, security-groups, listeners/<name>, roles/execution, roles/task and log-group, so that no ARN is copied by hand.");

    private static readonly Key<string?> Endpoint = Key.Of(
        "endpoint",
        Kinds.Text(EndpointExpected, text => Origin(text) is null ? FieldValues.NotExpected(EndpointExpected, text) : null, OriginStart()),
        "Where AWS is called: an origin, for LocalCloud. AWS_ENDPOINT_URL wins over it. With a loopback address the environment is local: durations may be shorter than AWS allows.").Optional();

    private static readonly Key<TimeSpan?> Sweep = Key.Of("sweep", Kinds.Duration(limits => limits.Sweep), "How often every service is looked at when nothing happens.")
        .Or(limits => limits.Default(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)));

    private static readonly Key<Field> Timing = Key.Of("timing", Kinds.Map(TimingReader.Keys), "The waits that AWS forces; rarely needed.");

    private static readonly Key<int?> RolloutsAtOnce = Key.Of(
        "rolloutsAtOnce", Kinds.Whole(1, 1000), "How many services are rolled out at a time; the others wait for their turn, in the order of their names. Any number without it. Rollbacks never wait.").Optional();

    private static readonly Key<ImmutableArray<Field>> Freezes = Key.Of("freezes", FreezeReader.Kind, "When no rollout begins. Rollbacks, aborts and repairs are never held.");

    private static readonly Key<bool?> SelfHeal = DriftFields.SelfHealKey("Whether what was changed by hand is put back, for all services that do not say otherwise. What keeps traffic safe is always done.").Or(true);

    private static readonly Key<Field> Prune = Key.Of("prune", Kinds.Map(PruneReader.Keys), "Deletes services that left the files. Without it they keep running, and publican prune deletes one.");

    public static readonly KeySet Keys = new(Region, Role, Outputs, Endpoint, Sweep, Timing, RolloutsAtOnce, Freezes, SelfHeal, Prune);

    public static EnvironmentSpec Read(DesiredDocument document, Uri? endpointOverride)
    {
        var written = document.Spec.Child(Endpoint.Name);
        var endpoint = Endpoint.Read(written, Limits.OfAws) is { } text ? Origin(text) : null;
        var effective = endpointOverride ?? endpoint;
        // An endpoint that cannot be read counts as local: one typo there must not make an error of every duration.
        var limits = new Limits(effective?.IsLoopback ?? !written.IsAbsent, TimeSpan.Zero);
        var spec = new MapReader(document.Spec, Keys, limits);
        return new EnvironmentSpec
        {
            Name = Name.Read(document.Name, limits) ?? "",
            Region = spec.Get(Region) ?? "",
            Role = spec.Get(Role),
            Outputs = spec.Get(Outputs) ?? "",
            Endpoint = effective,
            Sweep = spec.Get(Sweep).GetValueOrDefault(),
            Timing = TimingReader.Read(spec[Timing], limits),
            RolloutsAtOnce = spec.Get(RolloutsAtOnce),
            SelfHeal = spec.Get(SelfHeal) ?? true,
            Prune = PruneReader.Read(spec[Prune], limits),
            Freezes = FreezeReader.Read(spec.Get(Freezes), limits),
        };
    }

    private static Uri? Origin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri is { UserInfo: "", PathAndQuery: "/", Fragment: "" } ? uri : null;

    [GeneratedRegex(@"\A\s*[Hh][Tt][Tt][Pp][Ss]?:[^?#]+\z")]
    private static partial Regex OriginStart();

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}\z")]
    private static partial Regex RegionForm();

    [GeneratedRegex(@"\Aarn:aws(?:-[a-z]{2,8}){0,2}:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}\z")]
    private static partial Regex RoleForm();

    [GeneratedRegex(@"\A(?:/[A-Za-z0-9_.-]{1,64}){1,8}/\z")]
    private static partial Regex OutputsForm();
}
