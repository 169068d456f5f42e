namespace AwsSdkGen;

/// <summary>Requests, responses, structures and enumerations of one service.</summary>
internal sealed class TypeEmitter(Service service, IWireEmitter wire)
{
    public string Model()
    {
        var code = service.Writer();
        code.Line("#pragma warning disable CS0612 // Obsolete members still travel.");
        code.Usings([.. wire.Usings, "Amazon.Runtime", "Amazon.Wire"]);
        code.Line($"namespace Amazon.{service.Name}.Model;");
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
        var code = service.Writer();
        code.Usings(["Amazon.Runtime"]);
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

    private void Class(CodeWriter code, string name, string? parent, Shape? shape, bool write, bool read)
    {
        var members = shape?.Members ?? [];
        code.Line();
        code.Block($"public partial class {name}{(parent is null ? "" : $" : {parent}")}", () =>
        {
            foreach (var member in members)
            {
                var obsolete = member.IsDeprecated ? "[Obsolete] " : "";
                code.Line($"{obsolete}public {service.PropertyType(member.Shape)} {member.Property} {{ get; set; }}");
            }

            if (write)
            {
                code.Line();
                wire.Write(code, members);
            }

            if (read)
            {
                code.Line();
                code.Block($"internal static {service.Qualified(name)} Read({wire.Source} element)", () =>
                {
                    code.Line($"var result = new {service.Qualified(name)}();");
                    foreach (var member in members)
                        wire.Assign(code, "result", member);
                    code.Line("return result;");
                });
            }
        });
    }
}
