using System.Text.Json.Nodes;
using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>Systems Manager Parameter Store.</summary>
internal sealed class SsmService(ParameterWrites writes, ParameterReads reads, ParameterLabels labels, ParameterTags tags) : IJsonService
{
    private readonly JsonOperations _operations = new JsonOperations("ssm", isCamelCase: false)
        .Add<PutParameterRequest, PutParameterResponse>("PutParameter", writes.Put)
        .Add<DeleteParameterRequest, EmptyResponse>("DeleteParameter", writes.Delete)
        .Add<DeleteParametersRequest, DeleteParametersResponse>("DeleteParameters", writes.DeleteMany)
        .Add<GetParameterRequest, GetParameterResponse>("GetParameter", reads.Get)
        .Add<GetParametersRequest, GetParametersResponse>("GetParameters", reads.GetMany)
        .Add<GetParametersByPathRequest, GetParametersByPathResponse>("GetParametersByPath", reads.GetByPath)
        .Add<DescribeParametersRequest, DescribeParametersResponse>("DescribeParameters", reads.Describe)
        .Add<HistoryRequest, HistoryResponse>("GetParameterHistory", reads.History)
        .Add<LabelRequest, LabelResponse>("LabelParameterVersion", labels.Label)
        .Add<LabelRequest, UnlabelResponse>("UnlabelParameterVersion", labels.Unlabel)
        .Add<TagsRequest, EmptyResponse>("AddTagsToResource", tags.Add)
        .Add<TagsRequest, EmptyResponse>("RemoveTagsFromResource", tags.Remove)
        .Add<TagsRequest, TagsResponse>("ListTagsForResource", tags.List);

    public string TargetPrefix => "AmazonSSM";

    public string Name => "ssm";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) =>
        _operations.InvokeAsync(action, input, cancel);
}

internal static class SsmRegistration
{
    public static IServiceCollection AddSsm(this IServiceCollection services) => services
        .AddSingleton<ParameterStore>()
        .AddSingleton<ParameterEvents>()
        .AddSingleton<ParameterWrites>()
        .AddSingleton<ParameterReads>()
        .AddSingleton<ParameterLabels>()
        .AddSingleton<ParameterTags>()
        .AddSingleton<IJsonService, SsmService>();
}
