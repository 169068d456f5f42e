namespace AwsSdkGen;

/// <summary>Requests, responses, structures, enumerations and exceptions of one service.</summary>
internal sealed class TypeEmitter(Service service, IWireEmitter wire)
{
    public string Model()
    {
        var code = new CodeWriter();
        foreach (var name in wire.Usings.Append("Amazon.Runtime").Append("Amazon.Wire").Order(StringComparer.Ordinal))
            code.Line($"using {name};");
        code.Line();
        code.Line($"namespace Amazon.{service.Name}.Model;");
        code.Line();
        code.Block($"public class {service.Client}Request : AmazonWebServiceRequest", () => { });
        foreach (var operation in service.Operations)
        {
            Class(code, $"{operation.Name}Request", $"{service.Client}Request", service.Shape(operation.Input), write: true, read: false);
            Class(code, $"{operation.Name}Response", "AmazonWebServiceResponse", service.Shape(operation.Output), write: false, read: true);
        }

        foreach (var structure in service.Structures)
            Class(code, structure.Name, null, structure, write: true, read: true);
        return code.ToString();
    }

    public string Enumerations()
    {
        var code = new CodeWriter();
        code.Line("using Amazon.Runtime;");
        code.Line();
        code.Line($"namespace Amazon.{service.Name};");
        foreach (var shape in service.Enumerations)
        {
            code.Line();
            code.Block($"public class {shape.Name} : ConstantClass", () =>
            {
                foreach (var value in shape.Constants)
                    code.Line($"public static readonly {shape.Name} {Naming.Constant(value)} = new(\"{value}\");");
                code.Line();
                code.Line($"public {shape.Name}(string value) : base(value) {{ }}");
                code.Line();
                code.Line($"public static {shape.Name} FindValue(string value) => FindValue<{shape.Name}>(value);");
                code.Line();
                code.Line($"public static implicit operator {shape.Name}(string value) => FindValue(value);");
            });
        }

        return code.ToString();
    }

    public string Exceptions()
    {
        var code = new CodeWriter();
        code.Line("using System.Net;");
        code.Line("using Amazon.Runtime;");
        code.Line("using Amazon.Runtime.Internal;");
        code.Line();
        code.Line($"namespace Amazon.{service.Name}");
        code.Line("{");
        Exception(code, $"{service.Client}Exception", "AmazonServiceException");
        code.Line("}");
        code.Line();
        code.Line($"namespace Amazon.{service.Name}.Model");
        code.Line("{");
        foreach (var error in service.Errors)
            Exception(code, Naming.Exception(error.Name), $"{service.Client}Exception");
        code.Block("internal static class Errors", () =>
        {
            code.Block("public static AmazonServiceException Map(ErrorResponse error, Exception inner) => error.Code switch", () =>
            {
                foreach (var error in service.Errors)
                    code.Line($"\"{error.ErrorCode ?? error.Name}\" => new {Naming.Exception(error.Name)}(error.Message, inner, error.Type, error.Code, error.RequestId, error.StatusCode),");
                code.Line($"_ => new {service.Client}Exception(error.Message, inner, error.Type, error.Code, error.RequestId, error.StatusCode),");
            });
        });
        code.Line("}");
        return code.ToString().Replace("        }\n    }\n}", "        };\n    }\n}", StringComparison.Ordinal);
    }

    private static void Exception(CodeWriter code, string name, string parent) => code.Block($"public class {name} : {parent}", () =>
    {
        code.Line($"public {name}(string message) : base(message) {{ }}");
        code.Line();
        code.Line($"public {name}(string message, Exception innerException) : base(message, innerException) {{ }}");
        code.Line();
        code.Line($"public {name}(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)");
        code.Line("    : base(message, innerException, errorType, errorCode, requestId, statusCode) { }");
    });

    private void Class(CodeWriter code, string name, string? parent, Shape? shape, bool write, bool read)
    {
        var members = shape?.Members ?? [];
        code.Line();
        code.Block($"public partial class {name}{(parent is null ? "" : $" : {parent}")}", () =>
        {
            foreach (var member in members)
                code.Line($"public {service.PropertyType(member.Shape)} {member.Property} {{ get; set; }}");
            if (write)
            {
                code.Line();
                wire.Write(code, members);
            }

            if (read)
            {
                code.Line();
                wire.Read(code, name, members);
            }
        });
    }
}

/// <summary>How members go over the wire.</summary>
internal interface IWireEmitter
{
    IReadOnlyList<string> Usings { get; }

    void Write(CodeWriter code, IReadOnlyList<Member> members);

    void Read(CodeWriter code, string type, IReadOnlyList<Member> members);

    /// <summary>Marshaller and unmarshaller expressions of an operation.</summary>
    (string Marshaller, string Unmarshaller) Pipeline(Operation operation);
}
