namespace AwsSdkGen;

/// <summary>A service and the part of its model that the listed operations reach.</summary>
internal sealed class Service
{
    private readonly string _source;

    /// <param name="source">Where the model came from, for the head of the generated files.</param>
    /// <param name="client">What the client is called after Amazon, where the official package does not call it as its namespace.</param>
    public Service(string name, ServiceModel model, IReadOnlyList<string> operations, string source, string? client = null)
    {
        (Name, Model, _source, Client) = (name, model, source, "Amazon" + (client ?? name));
        Operations = [.. operations.Order(StringComparer.Ordinal).Select(model.Operation)];
        Errors = [.. Operations.SelectMany(operation => operation.Errors).Distinct().Order(StringComparer.Ordinal).Select(model.Shape)];
        var reached = new SortedDictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var start in Operations.SelectMany(operation => new[] { operation.Input, operation.Output })
            .Concat(Errors.SelectMany(error => error.Members).Select(member => member.Shape)))
            Reach(start, reached);

        // The official SDK names inputs and outputs after their operation, whatever the model calls them.
        var ofOperations = Operations.SelectMany(operation => new[] { operation.Input, operation.Output }).ToHashSet();
        Structures =
        [
            .. reached.Where(entry => entry.Value.Type == "structure" && !ofOperations.Contains(entry.Key)).Select(entry => entry.Value),
        ];
        Enumerations = [.. reached.Values.Where(shape => shape.IsEnum)];
    }

    /// <summary>Namespace below Amazon: ECS, ElasticLoadBalancingV2.</summary>
    public string Name { get; }

    public string Client { get; }

    public ServiceModel Model { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public IReadOnlyList<Shape> Structures { get; }

    public IReadOnlyList<Shape> Enumerations { get; }

    public IReadOnlyList<Shape> Errors { get; }

    public CodeWriter Writer() => new(_source);

    public Shape? Shape(string? name) => name is null ? null : Model.Shape(name);

    /// <summary>The C# type of a property: value types nullable, so that "not set" is not 0.</summary>
    public string PropertyType(string name)
    {
        var shape = Model.Shape(name);
        if (shape.IsEnum)
            return shape.Name;
        var type = ItemType(name);
        return IsValueType(shape) ? type + "?" : type;
    }

    public static bool IsValueType(Shape shape) =>
        shape.Type is "integer" or "long" or "boolean" or "double" or "float" or "timestamp" or "milliseconds";

    /// <summary>The C# type inside a collection, where the official SDK has plain strings for constants and no nullable values.</summary>
    public string ItemType(string name)
    {
        var shape = Model.Shape(name);
        return shape.Type switch
        {
            "string" => "string",
            "integer" => "int",
            "long" => "long",
            "boolean" => "bool",
            "double" => "double",
            "float" => "float",
            "timestamp" or "milliseconds" => "DateTime",
            "blob" => "MemoryStream",
            "document" => "Amazon.Runtime.Documents.Document",
            "list" => $"List<{ItemType(shape.Item!)}>",
            "map" => $"Dictionary<string, {ItemType(shape.Value!)}>",
            "structure" => shape.Name,
            _ => throw new InvalidOperationException($"{Name}: shape {name} of type {shape.Type} is not supported by the generator"),
        };
    }

    /// <summary>Full names, where a property called like another type would hide it.</summary>
    public string Qualified(string type) => $"Amazon.{Name}.Model.{type}";

    private void Reach(string? name, SortedDictionary<string, Shape> reached)
    {
        if (name is null || reached.ContainsKey(name))
            return;
        var shape = Model.Shape(name);
        reached[name] = shape;
        foreach (var next in shape.Members.Select(member => member.Shape).Append(shape.Item).Append(shape.Value))
            Reach(next, reached);
    }
}
