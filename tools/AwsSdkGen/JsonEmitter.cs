namespace AwsSdkGen;

/// <summary>AWS JSON: members by their model names, absent when null.</summary>
internal sealed class JsonEmitter(Service service) : IWireEmitter
{
    public IReadOnlyList<string> Usings { get; } = ["System.Text.Json"];

    public void Write(CodeWriter code, IReadOnlyList<Member> members) => code.Block("internal void Write(Utf8JsonWriter writer)", () =>
    {
        foreach (var member in members)
        {
            code.Block($"if ({member.Property} is not null)", () =>
            {
                code.Line($"writer.WritePropertyName(\"{member.WireName}\");");
                var nullable = service.PropertyType(member.Shape).EndsWith('?');
                code.Line(WriteValue(member.Shape, nullable ? $"{member.Property}.Value" : member.Property, 0) + ";");
            });
        }
    });

    public void Read(CodeWriter code, string type, IReadOnlyList<Member> members) => code.Block($"internal static {Qualified(type)} Read(JsonElement element)", () =>
    {
        code.Line($"var response = new {Qualified(type)}();");
        foreach (var member in members)
        {
            var variable = "in" + member.Property;
            code.Line($"if (JsonRead.Has(element, \"{member.WireName}\", out var {variable}))");
            code.Line($"    response.{member.Property} = {ReadValue(member.Shape, variable, 0)};");
        }

        code.Line("return response;");
    });

    public (string Marshaller, string Unmarshaller) Pipeline(Operation operation) => (
        $"new JsonMarshaller<{operation.Name}Request>(\"{service.Client}\", \"{service.Model.TargetPrefix}.{operation.Name}\", (input, writer) => input.Write(writer))",
        $"new JsonUnmarshaller<{operation.Name}Response>({operation.Name}Response.Read, Errors.Map)");

    // Task collides with the framework's, and a property may be called like its type.
    private string Qualified(string type) => $"Amazon.{service.Name}.Model.{type}";

    private string WriteValue(string name, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        var item = $"item{depth}";
        return shape.Type switch
        {
            "string" when shape.IsEnum => $"writer.WriteStringValue({value}.Value)",
            "string" => $"writer.WriteStringValue({value})",
            "integer" or "long" or "double" or "float" => $"writer.WriteNumberValue({value})",
            "boolean" => $"writer.WriteBooleanValue({value})",
            "timestamp" => $"JsonWrite.Time(writer, {value})",
            "list" => $"JsonWrite.List(writer, {value}, {item} => {WriteValue(shape.Item!, item, depth + 1)})",
            "map" => $"JsonWrite.Map(writer, {value}, {item} => {WriteValue(shape.Value!, item, depth + 1)})",
            _ => $"JsonWrite.Object(writer, {value}.Write)",
        };
    }

    private string ReadValue(string name, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        var item = $"item{depth}";
        return shape.Type switch
        {
            "string" => shape.IsEnum ? $"{shape.Name}.FindValue({value}.GetString())" : $"{value}.GetString()",
            "integer" => $"{value}.GetInt32()",
            "long" => $"{value}.GetInt64()",
            "double" => $"{value}.GetDouble()",
            "float" => $"{value}.GetSingle()",
            "boolean" => $"{value}.GetBoolean()",
            "timestamp" => $"JsonRead.Time({value})",
            "list" => $"JsonRead.List({value}, {item} => {ReadValue(shape.Item!, item, depth + 1)})",
            "map" => $"JsonRead.Map({value}, {item} => {ReadValue(shape.Value!, item, depth + 1)})",
            _ => $"{Qualified(shape.Name)}.Read({value})",
        };
    }
}
