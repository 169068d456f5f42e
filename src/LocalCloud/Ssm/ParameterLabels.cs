using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>LabelParameterVersion, UnlabelParameterVersion.</summary>
/// <remarks>https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html</remarks>
internal sealed partial class ParameterLabels(ParameterStore store)
{
    private const int MostLabels = 10;

    /// <summary>Labels that break a rule are listed in the answer, and the others attached: AWS does not refuse the call for them.</summary>
    public LabelResponse Label(LabelRequest request)
    {
        var (name, labels) = Check(request);
        var valid = labels.Where(IsValid).ToList();
        var labelled = 0;
        store.Change(name, parameter =>
        {
            var target = Version(parameter, request.ParameterVersion ?? parameter.Newest.Version);
            labelled = target.Version;
            if (target.Labels.Union(valid).Count > MostLabels)
            {
                throw new AwsException(
                    "ParameterVersionLabelLimitExceeded", $"A parameter version can have maximum {MostLabels} labels. Move one or more labels to another version and try again.");
            }

            // A label that sits on another version moves.
            return parameter with
            {
                Versions = [.. parameter.Versions.Select(version => version with
                {
                    Labels = version.Version == target.Version ? version.Labels.Union(valid) : version.Labels.Except(valid),
                })],
            };
        });
        return new LabelResponse([.. labels.Where(label => !IsValid(label))], labelled);
    }

    public UnlabelResponse Unlabel(LabelRequest request)
    {
        var (name, labels) = Check(request);
        var number = request.ParameterVersion ?? throw new AwsException("ValidationException", "ParameterVersion is required");
        List<string> removed = [];
        store.Change(name, parameter =>
        {
            var target = Version(parameter, number);
            removed = [.. labels.Where(target.Labels.Contains)];
            return parameter with { Versions = parameter.Versions.Replace(target, target with { Labels = target.Labels.Except(removed) }) };
        });
        return new UnlabelResponse(removed, [.. labels.Except(removed)]);
    }

    private static (string Name, IReadOnlyList<string> Labels) Check(LabelRequest request)
    {
        var name = request.Name ?? throw new AwsException("ValidationException", "Name is required");
        if (request.Labels is not { Count: >= 1 and <= MostLabels } labels)
            throw new AwsException("ValidationException", $"Labels must have 1 to {MostLabels} members, got {request.Labels?.Count ?? 0}");
        return (name, labels);
    }

    private static ParameterVersion Version(Parameter parameter, int number) => parameter.Versions.Find(version => version.Version == number)
        ?? throw new AwsException(
            "ParameterVersionNotFound", $"Systems Manager could not find version {number} of {parameter.Name}. Verify the version and try again.");

    private static bool IsValid(string label) =>
        Allowed().IsMatch(label)
        && !label.StartsWith("aws", StringComparison.OrdinalIgnoreCase)
        && !label.StartsWith("ssm", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[a-zA-Z_.\-][a-zA-Z0-9_.\-]{0,99}\z")]
    private static partial Regex Allowed();
}
