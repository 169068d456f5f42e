namespace AwsSdkGen;

/// <summary>AWS JSON: members by their model names, absent when null.</summary>
internal sealed class JsonEmitter(Service service) : IWireEmitter
{
    public IReadOnlyList<string> Usings { get; } = ["System.Text.Json"];

    public string Source => "JsonElement";

    public void Write(CodeWriter code, IReadOnlyList<Member> members) => code.Block("internal void Write(Utf8JsonWriter writer)", () =>
    {
        foreach (var member in members)
        {
            if (member.IsToken)
            {
                code.Line($"writer.WriteString(\"{member.WireName}\", {member.Property} ?? Guid.NewGuid().ToString());");
                continue;
            }

            var shape = service.Model.Shape(member.Shape);
            code.Block($"if ({(shape.Type == "document" ? $"!{member.Property}.IsNull()" : $"{member.Property} is not null")})", () =>
            {
                code.Line($"writer.WritePropertyName(\"{member.WireName}\");");
                code.Line(shape.IsEnum
                    ? $"writer.WriteStringValue({member.Property}.Value);"
                    : WriteValue(member.Shape, Service.IsValueType(shape) ? $"{member.Property}.Value" : member.Property, 0) + ";");
            });
        }
    });

    public void Assign(CodeWriter code, string target, Member member)
    {
        var shape = service.Model.Shape(member.Shape);
        var variable = "in" + member.Property;
        var value = shape.IsEnum ? $"{shape.Name}.FindValue({variable}.GetString())" : ReadValue(member.Shape, variable, 0);
        code.Line($"if (JsonRead.Has(element, \"{member.WireName}\", out var {variable}))");
        code.Line($"    {target}.{member.Property} = {value};");
    }

    public (string Marshaller, string Unmarshaller) Pipeline(Operation operation, string errors) => (
        $"new JsonMarshaller<{operation.Name}Request>("
        + $"\"Amazon.{service.Name}\", \"{service.Model.TargetPrefix}.{operation.Name}\", (input, writer) => input.Write(writer))",
        $"new JsonUnmarshaller<{operation.Name}Response>({operation.Name}Response.Read, {errors})");

    private string WriteValue(string name, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        var item = $"item{depth}";
        return shape.Type switch
        {
            "string" => $"writer.WriteStringValue({value})",
            "integer" or "long" or "double" or "float" => $"writer.WriteNumberValue({value})",
            "boolean" => $"writer.WriteBooleanValue({value})",
            "timestamp" => $"JsonWrite.Time(writer, {value})",
            "milliseconds" => $"JsonWrite.Milliseconds(writer, {value})",
            "blob" => $"writer.WriteBase64StringValue({value}.ToArray())",
            "document" => $"JsonWrite.Document(writer, {value})",
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
            "string" => $"{value}.GetString()",
            "integer" => $"{value}.GetInt32()",
            "long" => $"{value}.GetInt64()",
            "double" => $"{value}.GetDouble()",
            "float" => $"{value}.GetSingle()",
            "boolean" => $"{value}.GetBoolean()",
            "timestamp" => $"JsonRead.Time({value})",
            "milliseconds" => $"JsonRead.Milliseconds({value})",
            "blob" => $"new MemoryStream({value}.GetBytesFromBase64())",
            "document" => $"JsonRead.Document({value})",
            "list" => $"JsonRead.List({value}, {item} => {ReadValue(shape.Item!, item, depth + 1)})",
            "map" => $"JsonRead.Map({value}, {item} => {ReadValue(shape.Value!, item, depth + 1)})",
            _ => $"{service.Qualified(shape.Name)}.Read({value})",
        };
    }
}
