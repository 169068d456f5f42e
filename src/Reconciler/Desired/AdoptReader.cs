using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.adopt</c>: the ECS service that others made and that is to be taken over as it stands.</summary>
internal static partial class AdoptReader
{
    private static readonly Key<string?> Service = Key.Of("service", Kinds.Text("the name of an ECS service, such as mail-worker", NameForm()), "Its name in the cluster. It keeps it, so this stays in the file as long as the service lives.");

    public static readonly KeySet Keys = new(Service);

    public static readonly Key<Field> Adopt = Key.Of("adopt", Kinds.Map(Keys), "Take over an ECS service that exists, once nothing of it differs from this file. Only with the strategy rolling.");

    public static string? Read(Field field, Strategy strategy, Limits limits)
    {
        if (field.IsAbsent) return null;
        if (strategy != Strategy.Rolling)
        {
            field.Error("only a service of the strategy rolling can be adopted: the traffic of one with a route stands on a target group and a rule that others made, and it cannot be taken over in one call that one call takes back. "
                + "Release it as a new service beside the old one, then move the traffic to its rule and delete the old one");
        }

        return new MapReader(field, Keys, limits).Get(Service);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,255}\z")]
    private static partial Regex NameForm();
}
