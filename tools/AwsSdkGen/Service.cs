namespace AwsSdkGen;

/// <summary>A service and the part of its model that the listed operations reach.</summary>
internal sealed class Service
{
    public Service(string name, ServiceModel model, IReadOnlyList<string> operations)
    {
        (Name, Model) = (name, model);
        Operations = [.. operations.Order(StringComparer.Ordinal).Select(model.Operation)];
        var requests = Operations.Select(operation => operation.Input).ToHashSet();
        var responses = Operations.Select(operation => operation.Output).ToHashSet();
        var reached = new SortedDictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var operation in Operations)
        {
            Reach(operation.Input, reached);
            Reach(operation.Output, reached);
        }

        Structures = [.. reached.Values.Where(shape => shape.Type == "structure" && !requests.Contains(shape.Name) && !responses.Contains(shape.Name))];
        Enumerations = [.. reached.Values.Where(shape => shape.IsEnum)];
        Errors = [.. Operations.SelectMany(operation => operation.Errors).Distinct().Order(StringComparer.Ordinal).Select(model.Shape)];
    }

    /// <summary>Namespace below Amazon: ECS, ElasticLoadBalancingV2.</summary>
    public string Name { get; }

    public string Client => "Amazon" + Name;

    public ServiceModel Model { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public IReadOnlyList<Shape> Structures { get; }

    public IReadOnlyList<Shape> Enumerations { get; }

    public IReadOnlyList<Shape> Errors { get; }

    public Shape? Shape(string? name) => name is null ? null : Model.Shape(name);

    /// <summary>The C# type of a property: value types nullable, collections plain.</summary>
    public string PropertyType(string shape)
    {
        var type = ItemType(shape);
        return type is "int" or "long" or "bool" or "double" or "float" or "DateTime" ? type + "?" : type;
    }

    public string ItemType(string name)
    {
        var shape = Model.Shape(name);
        return shape.Type switch
        {
            "string" => shape.IsEnum ? shape.Name : "string",
            "integer" => "int",
            "long" => "long",
            "boolean" => "bool",
            "double" => "double",
            "float" => "float",
            "timestamp" => "DateTime",
            "list" => $"List<{ItemType(shape.Item!)}>",
            "map" => $"Dictionary<string, {ItemType(shape.Value!)}>",
            "structure" => shape.Name == "Task" ? $"Amazon.{Name}.Model.Task" : shape.Name,
            _ => throw new InvalidOperationException($"{Name}: shape {name} of type {shape.Type} is not supported by the generator"),
        };
    }

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
