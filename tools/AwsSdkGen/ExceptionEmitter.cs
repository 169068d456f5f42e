namespace AwsSdkGen;

/// <summary>Exceptions of one service, and the map from error codes to them.</summary>
internal sealed class ExceptionEmitter(Service service, IWireEmitter wire)
{
    private readonly string _base = service.Client + "Exception";

    public string Emit()
    {
        var code = service.Writer();
        code.Usings([.. wire.Usings, "System.Net", "Amazon.Runtime", "Amazon.Runtime.Internal", "Amazon.Wire"]);
        code.Block($"namespace Amazon.{service.Name}", () => Exception(code, _base, "AmazonServiceException", []));
        code.Line();
        code.Block($"namespace Amazon.{service.Name}.Model", () =>
        {
            foreach (var error in service.Errors)
            {
                Exception(code, Naming.Exception(error.Name), _base, Details(error));
                code.Line();
            }

            Map(code);
        });
        return code.ToString();
    }

    /// <summary>
    /// The expression the client passes on: an operation throws the exceptions it declares, anything else is the service's base exception.
    /// </summary>
    public string Expression(Operation operation)
    {
        var codes = operation.Errors.Select(service.Model.Shape).Select(Code).Order(StringComparer.Ordinal).Select(code => $"\"{code}\"");
        return $"(error, body, inner) => Errors.Map(error, body, inner, [{string.Join(", ", codes)}])";
    }

    private static string Code(Shape error) => error.ErrorCode ?? error.Name;

    // The message is System.Exception's own.
    private static IReadOnlyList<Member> Details(Shape error) => [.. error.Members.Where(member => member.Property != "Message")];

    private void Map(CodeWriter code) => code.Block("internal static class Errors", () =>
    {
        var parameters = $"ErrorResponse error, {wire.Source} body, Exception inner, ReadOnlySpan<string> declared";
        code.Block($"public static AmazonServiceException Map({parameters})", () =>
        {
            code.Line("switch (declared.Contains(error.Code) ? error.Code : null)");
            code.Line("{");
            foreach (var error in service.Errors)
            {
                var name = Naming.Exception(error.Name);
                var create = $"new {name}(error.Message, inner, error.Type, error.Code, error.RequestId, error.StatusCode)";
                code.Line($"case \"{Code(error)}\":");
                code.Line($"    return {(Details(error).Count > 0 ? $"{create}.Read(body)" : create)};");
            }

            code.Line("default:");
            code.Line($"    return new {_base}(error.Message, inner, error.Type, error.Code, error.RequestId, error.StatusCode);");
            code.Line("}");
        });
    });

    private void Exception(CodeWriter code, string name, string parent, IReadOnlyList<Member> details) =>
        code.Block($"public partial class {name} : {parent}", () => Body(code, name, details));

    private void Body(CodeWriter code, string name, IReadOnlyList<Member> details)
    {
        const string answer = "ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode";
        foreach (var member in details)
            code.Line($"public {service.PropertyType(member.Shape)} {member.Property} {{ get; set; }}");
        if (details.Count > 0)
            code.Line();
        code.Line($"public {name}(string message) : base(message) {{ }}");
        code.Line();
        code.Line($"public {name}(string message, Exception innerException) : base(message, innerException) {{ }}");
        code.Line();
        code.Line($"public {name}(Exception innerException) : base(innerException) {{ }}");
        code.Line();
        code.Line($"public {name}(string message, Exception innerException, {answer})");
        code.Line("    : base(message, innerException, errorType, errorCode, requestId, statusCode) { }");
        code.Line();
        code.Line($"public {name}(string message, {answer})");
        code.Line("    : base(message, errorType, errorCode, requestId, statusCode) { }");
        if (details.Count == 0)
            return;
        code.Line();
        code.Block($"internal {name} Read({wire.Source} element)", () =>
        {
            foreach (var member in details)
                wire.Assign(code, "this", member);
            code.Line("return this;");
        });
    }
}
