namespace AwsSdkGen;

/// <summary>Query: a flattened form out, XML elements back.</summary>
internal sealed class QueryEmitter(Service service) : IWireEmitter
{
    public IReadOnlyList<string> Usings { get; } = ["System.Globalization", "System.Xml", "System.Xml.Linq"];

    public void Write(CodeWriter code, IReadOnlyList<Member> members) => code.Block("internal void Write(QueryForm form)", () =>
    {
        foreach (var member in members)
        {
            code.Line($"if ({member.Property} is not null)");
            code.Line($"    {WriteValue(member.Shape, "form", $"\"{member.WireName}\"", member.Property, 0)};");
        }
    });

    public void Read(CodeWriter code, string type, IReadOnlyList<Member> members) => code.Block($"internal static {type} Read(XElement element)", () =>
    {
        code.Line($"var response = new {type}();");
        foreach (var member in members)
        {
            var variable = "in" + member.Property;
            code.Line($"if (XmlRead.Has(element, \"{member.WireName}\", out var {variable}))");
            code.Line($"    response.{member.Property} = {ReadValue(member.Shape, variable, 0)};");
        }

        code.Line("return response;");
    });

    public (string Marshaller, string Unmarshaller) Pipeline(Operation operation) => (
        $"new QueryMarshaller<{operation.Name}Request>(\"{service.Client}\", \"{operation.Name}\", \"{service.Model.ApiVersion}\", (input, form) => input.Write(form))",
        $"new QueryUnmarshaller<{operation.Name}Response>(\"{operation.Name}\", {operation.Name}Response.Read, Errors.Map)");

    private string WriteValue(string name, string form, string key, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        return shape.Type switch
        {
            "string" when shape.IsEnum => $"{form}.Set({key}, {value}.Value)",
            "list" => $"{form}.List({key}, {value}, (key{depth}, item{depth}) => {WriteValue(shape.Item!, form, $"key{depth}", $"item{depth}", depth + 1)})",
            "structure" => $"{value}.Write({form}.Child({key}))",
            "map" => $"{form}.Map({key}, {value})",
            _ => $"{form}.Set({key}, {value})",
        };
    }

    private string ReadValue(string name, string value, int depth)
    {
        var shape = service.Model.Shape(name);
        return shape.Type switch
        {
            "string" => shape.IsEnum ? $"{shape.Name}.FindValue({value}.Value)" : $"{value}.Value",
            "integer" => $"int.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "long" => $"long.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "double" => $"double.Parse({value}.Value, CultureInfo.InvariantCulture)",
            "boolean" => $"XmlConvert.ToBoolean({value}.Value)",
            "timestamp" => $"XmlRead.Time({value})",
            "list" => $"XmlRead.List({value}, item{depth} => {ReadValue(shape.Item!, $"item{depth}", depth + 1)})",
            "structure" => $"Amazon.{service.Name}.Model.{shape.Name}.Read({value})",
            "map" => $"XmlRead.Map({value})",
            _ => throw new InvalidOperationException($"{service.Name}: {shape.Type} in XML is not supported by the generator ({name})"),
        };
    }
}
