using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Publican.Desired;
using Publican.Desired.Native;

namespace Publican.Observed;

/// <summary>What DescribeServices shows of a service's settings, as the API spells it. They come with the read that is made anyway.</summary>
internal static class LiveSettings
{
    public static ImmutableSortedDictionary<string, string> Of(Service service) => DriftFields.OfService.Concat(DriftFields.OfDeployment)
        .Select(name => (Name: name, Value: NodeOf(NativeModel.Member(typeof(Service), name)?.Property.GetValue(service))))
        .Where(member => member.Value is not null)
        .ToImmutableSortedDictionary(member => member.Name, member => member.Value!.ToJsonString(), StringComparer.Ordinal);

    private static JsonNode? NodeOf(object? value) => value switch
    {
        null or DateTime => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        ConstantClass word => JsonValue.Create(word.Value),
        int or long or double or float => JsonNode.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        IDictionary map => new JsonObject(map.Keys.Cast<string>().Select(key => System.Collections.Generic.KeyValuePair.Create(key, NodeOf(map[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(NodeOf)]),
        _ => new JsonObject(NativeModel.MembersOf(value.GetType())
            .Select(member => System.Collections.Generic.KeyValuePair.Create(member.Name, NodeOf(member.Property.GetValue(value))))
            .Where(member => member.Value is not null)),
    };
}
