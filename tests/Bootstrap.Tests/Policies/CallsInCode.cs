using Mono.Cecil;

namespace Publican.Bootstrap.Policies;

/// <summary>An operation of AWS that the compiled reconciler calls, and the room of src/Reconciler that does.</summary>
internal sealed record CallInCode(string Service, string Operation, string Room)
{
    /// <summary>As IAM calls it, where it calls it as AWS's API does.</summary>
    public string Action => $"{Service}:{Operation}";

    public bool IsRead => new[] { "Describe", "List", "Get", "BatchGet" }.Any(verb => Operation.StartsWith(verb, StringComparison.Ordinal));
}

/// <summary>
/// The closed set of calls, read from the program itself: every instruction of publican.dll that calls a client of AWS. A list kept by hand would be forgotten.
/// </summary>
internal static class CallsInCode
{
    /// <summary>Namespaces of the clients, and the prefix of IAM's actions.</summary>
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["Amazon.ApplicationAutoScaling"] = "application-autoscaling",
        ["Amazon.CloudWatch"] = "cloudwatch",
        ["Amazon.CloudWatchLogs"] = "logs",
        ["Amazon.ECR"] = "ecr",
        ["Amazon.ECS"] = "ecs",
        ["Amazon.ElasticLoadBalancingV2"] = "elasticloadbalancing",
        ["Amazon.IdentityManagement"] = "iam",
        ["Amazon.SQS"] = "sqs",
        ["Amazon.SecretsManager"] = "secretsmanager",
        ["Amazon.SecurityToken"] = "sts",
        ["Amazon.SimpleSystemsManagement"] = "ssm",
    };

    /// <summary>Commands that a person gives with credentials of her own.</summary>
    private static readonly string[] Commands = ["Levers", "Publishing"];

    public static IReadOnlyList<CallInCode> OfTheReconciler { get; } = [.. All().Where(call => !Commands.Contains(call.Room))];

    public static IReadOnlyList<CallInCode> OfLevers { get; } = [.. All().Where(call => call.Room == "Levers")];

    private static IReadOnlyList<CallInCode> All()
    {
        using var module = ModuleDefinition.ReadModule(typeof(Publican.Composition).Assembly.Location);
        return
        [
            .. module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)
                .SelectMany(method => method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().Select(called => Of(called, RoomOf(method.DeclaringType))))
                .OfType<CallInCode>().Distinct().OrderBy(call => call.Action, StringComparer.Ordinal),
        ];
    }

    private static CallInCode? Of(MethodReference called, string room)
    {
        var client = called.DeclaringType;
        if (!called.Name.EndsWith("Async", StringComparison.Ordinal) || !client.Namespace.StartsWith("Amazon.", StringComparison.Ordinal) || !IsClient(client.Name))
            return null;
        return Prefixes.TryGetValue(client.Namespace, out var prefix)
            ? new CallInCode(prefix, called.Name[..^"Async".Length], room)
            : throw new NotSupportedException($"{client.FullName} is a client that this test does not know: give its prefix in IAM");
    }

    private static bool IsClient(string type) => type.StartsWith("IAmazon", StringComparison.Ordinal) || (type.StartsWith("Amazon", StringComparison.Ordinal) && type.EndsWith("Client", StringComparison.Ordinal));

    // Publican.Actions of Publican.Actions.EcsActions/<RunTaskAsync>d__22: what an async method does stands in a type inside of its own.
    private static string RoomOf(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type.Namespace.StartsWith("Publican.", StringComparison.Ordinal) ? type.Namespace["Publican.".Length..].Split('.')[0] : type.Name;
    }
}
