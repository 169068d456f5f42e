using System.Text.Json.Nodes;
using LocalCloud.EventBridge;

namespace LocalCloud.Ssm;

/// <summary>Tells the event bus that a parameter was written or deleted. The value is not among what is told.</summary>
/// <remarks>https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html</remarks>
internal sealed class ParameterEvents(EventBus bus, ParameterStore store)
{
    public void Written(Parameter parameter) => Publish(parameter, parameter.Newest.Version == 1 ? "Create" : "Update");

    public void Deleted(Parameter parameter) => Publish(parameter, "Delete");

    private void Publish(Parameter parameter, string operation) => bus.Publish("aws.ssm", "Parameter Store Change", store.ArnOf(parameter.Name), () =>
    {
        var detail = new JsonObject { ["operation"] = operation, ["name"] = parameter.Name, ["type"] = parameter.Type };
        if (parameter.Description is { } description) detail["description"] = description;
        return detail;
    });
}
