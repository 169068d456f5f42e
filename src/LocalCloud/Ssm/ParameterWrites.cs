using System.Collections.Immutable;
using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>PutParameter, DeleteParameter, DeleteParameters.</summary>
internal sealed class ParameterWrites(ParameterStore store, ParameterEvents events, TimeProvider time)
{
    public PutParameterResponse Put(PutParameterRequest request)
    {
        var name = ParameterRules.Name(request.Name);
        var value = request.Value ?? throw new AwsException("ValidationException", "Value is required");
        if (request.Policies is not null) throw new AwsException("ValidationException", "LocalCloud does not support parameter policies");
        if (request.DataType is not (null or "text"))
            throw new AwsException("ValidationException", $"LocalCloud supports the DataType text only, not '{request.DataType}'");
        if (request.Tags is { Count: > 0 } && request.Overwrite == true)
        {
            throw new AwsException(
                "ValidationException",
                "Invalid request: tags and overwrite can't be used together. "
                + "To create a parameter with tags, please remove overwrite flag. "
                + "To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.");
        }

        ParameterTags.Check(request.Tags ?? []);
        ParameterRules.Matches(request.AllowedPattern, value);
        var put = store.Put(name, old => old is null ? Create(request, name, value) : Overwrite(request, old, value));
        events.Written(put);
        return new PutParameterResponse(put.Newest.Version, put.Tier);
    }

    public EmptyResponse Delete(DeleteParameterRequest request)
    {
        var name = request.Name ?? throw new AwsException("ValidationException", "Name is required");
        return Remove(name) ? new EmptyResponse() : throw ParameterStore.Missing(name);
    }

    public DeleteParametersResponse DeleteMany(DeleteParametersRequest request)
    {
        var removed = ParameterReads.UpToTen(request.Names).ToLookup(Remove);
        return new DeleteParametersResponse([.. removed[true]], [.. removed[false]]);
    }

    private bool Remove(string name)
    {
        if (store.Remove(name) is not { } removed) return false;
        events.Deleted(removed);
        return true;
    }

    private Parameter Create(PutParameterRequest request, string name, string value)
    {
        if (request.Type is null)
            throw new AwsException("ValidationException", "A parameter type is required when you create a parameter.");
        var type = ParameterRules.Type(request.Type);
        return new Parameter(
            name,
            type,
            ParameterRules.Tier(request.Tier, value, alreadyAdvanced: false),
            request.Description,
            type == "SecureString" ? request.KeyId ?? "alias/aws/ssm" : null,
            [new ParameterVersion(1, value, time.GetUtcNow())],
            (request.Tags ?? []).ToImmutableSortedDictionary(tag => tag.Key!, tag => tag.Value ?? "", StringComparer.Ordinal));
    }

    private Parameter Overwrite(PutParameterRequest request, Parameter old, string value)
    {
        if (request.Overwrite != true)
        {
            throw new AwsException(
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
        }

        if (request.Type is not null && ParameterRules.Type(request.Type) != old.Type)
        {
            throw new AwsException(
                "HierarchyTypeMismatchException",
                $"Parameter Store does not support changing a parameter's type: {old.Name} is a {old.Type}. "
                + "Delete it first, or use another name.");
        }

        var versions = old.Versions.Add(new ParameterVersion(old.Newest.Version + 1, value, time.GetUtcNow()));
        if (versions.Count > Parameter.KeptVersions && versions[0].Labels.Count > 0)
        {
            throw new AwsException(
                "ParameterMaxVersionLimitExceeded",
                $"You attempted to create a new version of {old.Name} by calling the PutParameter API with the overwrite flag. "
                + $"Version {versions[0].Version}, the oldest version, can't be deleted because it has a label associated with it. "
                + "Move the label to another version of the parameter, and try again.");
        }

        return old with
        {
            Tier = ParameterRules.Tier(request.Tier, value, old.Tier == "Advanced"),
            Description = request.Description ?? old.Description,
            Versions = versions.Count > Parameter.KeptVersions ? versions.RemoveAt(0) : versions,
        };
    }
}
