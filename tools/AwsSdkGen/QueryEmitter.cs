namespace AwsSdkGen;

/// <summary>Query: a flattened form out, XML elements back.</summary>
internal sealed class QueryEmitter(Service service) : IWireEmitter
{
    public IReadOnlyList<string> Usings { get; } = ["System.Globalization", "System.Xml", "System.Xml.Linq"];

    public string Source => "XElement";

    public void Write(CodeWriter code, IReadOnlyList<Member> members) => code.Block("internal void Write(QueryForm form)", () =>
    {
        foreach (var member in members)
        {
            if (member.IsToken)
            {
                code.Line($"form.Set(\"{member.WireName}\", {member.Property} ?? Guid.NewGuid().ToString());");
                continue;
            }

            var shape = service.Model.Shape(member.Shape);
            var value = Service.IsValueType(shape) || shape.IsEnum ? $"{member.Property}.Value" : member.Property;
            code.Line($"if ({member.Property} is not null)");
            code.Line($"    {WriteValue(member.Shape, "form", $"\"{member.WireName}\"", value, 0)};");
        }
    });

    public void Assign(CodeWriter code, string target, Member member)
    {
        var shape = service.Model.Shape(member.Shape);
        var variable = "in" + member.Property;
        var value = shape.IsEnum ? $"{shape.Name}.FindValue({variable}.Value)" : ReadValue(member.Shape, variable, 0);
        code.Line($"if (XmlRead.Has(element, \"{member.WireName}\", out var {variable}))");
        code.Line($"    {target}.{member.Property} = {value};");
    }

    public (string Marshaller, string Unmarshaller) Pipeline(Operation operation, string errors) => (
        $"new QueryMarshaller<{operation.Name}Request>("
        + $"\"Amazon.{service.Name}\", \"{operation.Name}\", \"{service.Model.ApiVersion}\", (input, form) => input.Write(form))",
        $"new QueryUnmarshaller<{operation.Name}Response>(\"{operation.Name}\", {operation.Name}Response.Read, {errors})");

    private string WriteValue(string name, string form, string key, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        var (itemKey, item) = ($"key{depth}", $"item{depth}");
        return shape.Type switch
        {
            "string" or "integer" or "long" or "double" or "float" or "boolean" or "timestamp" => $"{form}.Set({key}, {value})",
            "list" => $"{form}.List({key}, {value}, ({itemKey}, {item}) => {WriteValue(shape.Item!, form, itemKey, item, depth + 1)})",
            "structure" => $"{value}.Write({form}.Child({key}))",
            "map" when service.ItemType(shape.Value!) == "string" => $"{form}.Map({key}, {value})",
            _ => throw Unsupported(shape),
        };
    }

    private string ReadValue(string name, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        return shape.Type switch
        {
            "string" => $"{value}.Value",
            "integer" => $"int.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "long" => $"long.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "double" => $"double.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "float" => $"float.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "boolean" => $"XmlConvert.ToBoolean({value}.Value)",
            "timestamp" => $"XmlRead.Time({value})",
            "list" => $"XmlRead.List({value}, item{depth} => {ReadValue(shape.Item!, $"item{depth}", depth + 1)})",
            "structure" => $"{service.Qualified(shape.Name)}.Read({value})",
            "map" when service.ItemType(shape.Value!) == "string" => $"XmlRead.Map({value})",
            _ => throw Unsupported(shape),
        };
    }

    private InvalidOperationException Unsupported(Shape shape) =>
        new($"{service.Name}: shape {shape.Name} of type {shape.Type} is not supported by the generator over the Query protocol");
}
