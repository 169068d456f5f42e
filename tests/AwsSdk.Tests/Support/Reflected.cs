using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Documents;

namespace AwsSdk.Tests.Support;

/// <summary>Generated classes to and from samples, by nothing but names: a property is called as its member, with a capital.</summary>
internal static class Reflected
{
    /// <summary>An object with every member of the sample set. Fails where a property is missing, has another type, or is not in the model.</summary>
    public static object Build(ModelSample model, Type type, string shape, JsonNode sample)
    {
        var made = Activator.CreateInstance(type)!;
        var members = model.Members(shape).ToDictionary(member => Upper(member.Name), member => member);
        Assert.Equal(members.Keys.Order(StringComparer.Ordinal), Own(type).Select(property => property.Name).Order(StringComparer.Ordinal));
        foreach (var property in Own(type))
        {
            var (name, inner) = members[property.Name];
            var isTime = model.IsMilliseconds(shape, name);
            Assert.True(TypeFits(model, isTime ? "timestamp" : model.TypeOf(inner), property.PropertyType), $"{type.Name}.{property.Name} is {property.PropertyType}, {shape}.{name} is {model.TypeOf(inner)}");
            if (sample[name] is { } value) property.SetValue(made, isTime ? ModelSample.Time : Value(model, property.PropertyType, inner, value));
        }

        return made;
    }

    /// <summary>What an object holds, in the form of a sample; null for what is not set.</summary>
    public static JsonNode? Dump(ModelSample model, object? value, string shape) => (model.TypeOf(shape), value) switch
    {
        (_, null) => null,
        ("structure", _) => new JsonObject(model.Members(shape)
            .Select(member => KeyValuePair.Create(member.Name, Member(model, value, shape, member.Name, member.Shape)))
            .Where(member => member.Value is not null)),
        ("list", IEnumerable items) => new JsonArray([.. items.Cast<object>().Select(item => Dump(model, item, model.Item(shape)))]),
        ("map", IDictionary map) => new JsonObject(map.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, Dump(model, map[key], model.Value(shape))))),
        ("enum", _) => value.ToString(),
        ("timestamp", DateTime time) => new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeSeconds(),
        ("document", Document document) => new JsonObject(document.AsDictionary().Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.AsString()))),
        ("blob", MemoryStream blob) => Convert.ToBase64String(blob.ToArray()),
        (_, string text) => text,
        (_, bool flag) => flag,
        (_, int number) => number,
        (_, long number) => number,
        (_, double number) => number,
        var (kind, other) => throw new InvalidOperationException($"no way to show {other} of {kind}"),
    };

    private static JsonNode? Member(ModelSample model, object value, string shape, string name, string inner)
    {
        var held = value.GetType().GetProperty(Upper(name))!.GetValue(value);
        return model.IsMilliseconds(shape, name) && held is DateTime time ? new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeMilliseconds() : Dump(model, held, inner);
    }

    private static object Value(ModelSample model, Type type, string shape, JsonNode sample)
    {
        switch (model.TypeOf(shape))
        {
            case "structure":
                return Build(model, type, shape, sample);
            case "list":
                var list = (IList)Activator.CreateInstance(type)!;
                foreach (var item in sample.AsArray()) list.Add(Value(model, type.GetGenericArguments()[0], model.Item(shape), item!));
                return list;
            case "map":
                var map = (IDictionary)Activator.CreateInstance(type)!;
                foreach (var (key, item) in sample.AsObject()) map[key] = Value(model, type.GetGenericArguments()[1], model.Value(shape), item!);
                return map;
            case "enum":
                return type == typeof(string) ? sample.ToString() : Activator.CreateInstance(type, sample.ToString())!;
            case "timestamp":
                return ModelSample.Time;
            case "document":
                return new Document(sample.AsObject().ToDictionary(entry => entry.Key, entry => new Document(entry.Value!.ToString())));
            case "boolean":
                return (bool)sample;
            case "blob":
                return new MemoryStream(Convert.FromBase64String(sample.ToString()));
            default:
                return Convert.ChangeType(sample.ToString(), Nullable.GetUnderlyingType(type) ?? type, CultureInfo.InvariantCulture);
        }
    }

    private static bool TypeFits(ModelSample model, string kind, Type type) => kind switch
    {
        "string" => type == typeof(string),
        "integer" => type == typeof(int?),
        "long" => type == typeof(long?),
        "double" => type == typeof(double?),
        "boolean" => type == typeof(bool?),
        "blob" => type == typeof(MemoryStream),
        "timestamp" => type == typeof(DateTime?),
        "document" => type == typeof(Document),
        "enum" => type.BaseType == typeof(ConstantClass),
        "list" => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>),
        "map" => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>),
        _ => type.IsClass && type.Namespace!.EndsWith(".Model", StringComparison.Ordinal),
    };

    private static PropertyInfo[] Own(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
