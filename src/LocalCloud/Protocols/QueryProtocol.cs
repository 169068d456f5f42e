using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalCloud.Protocols;

/// <summary>The Query protocol: Action, Version and flattened parameters in a form, XML back.</summary>
internal sealed class QueryProtocol(IEnumerable<IQueryService> services) : IWireProtocol
{
    private readonly Dictionary<string, IQueryService> _services = services.ToDictionary(
        service => service.Version, StringComparer.Ordinal);

    public bool Speaks(HttpRequest request) => request.HasFormContentType;

    public WireCall Read(HttpRequest request, byte[] body)
    {
        var parameters = Parse(body);
        if (!parameters.Remove("Action", out var action) || action.Length == 0)
        {
            throw new AwsException("MissingAction", "The request must contain the parameter Action");
        }

        if (!parameters.Remove("Version", out var version))
            throw new AwsException("MissingParameter", "The request must contain the parameter Version");
        if (!_services.TryGetValue(version, out var service))
        {
            throw new AwsException("InvalidAction", $"Could not find operation {action} for version {version}");
        }

        return new WireCall(service.Name, action, QueryTree.Of(parameters), async (requestId, cancel) =>
        {
            var result = await service.InvokeAsync(action, new QueryInput(parameters), cancel);
            var answer = new XElement(
                service.Namespace + $"{action}Response",
                new XElement(service.Namespace + $"{action}Result", result.Nodes().Select(node => Qualify(node, service.Namespace))),
                new XElement(service.Namespace + "ResponseMetadata", new XElement(service.Namespace + "RequestId", requestId)));
            return Xml(StatusCodes.Status200OK, answer);
        });
    }

    public WireAnswer Error(HttpRequest request, AwsException error, string requestId) => Xml(
        error.Status,
        new XElement(
            "ErrorResponse",
            new XElement(
                "Error",
                new XElement("Type", error.Status < 500 ? "Sender" : "Receiver"),
                new XElement("Code", error.Code),
                new XElement("Message", error.Message)),
            new XElement("RequestId", requestId)));

    private static Dictionary<string, string> Parse(byte[] body)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)))
        {
            // The answer, or the error, would have to repeat it in XML, which cannot carry such characters in any form.
            if (!IsXml(name) || !IsXml(values.ToString()))
                throw new AwsException("MalformedQueryString", "A parameter has a control character, which the Query protocol cannot answer");

            // The parser folds case; AWS does not, but two spellings of one name are a mistake there too.
            if (values.Count != 1) throw new AwsException("MalformedQueryString", $"The parameter {name} is given {values.Count} times");
            parameters[name] = values.ToString();
        }

        return parameters;
    }

    private static bool IsXml(string text) => text.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c));

    private static XNode Qualify(XNode node, XNamespace space) => node is XElement element
        ? new XElement(space + element.Name.LocalName, element.Attributes(), element.Nodes().Select(child => Qualify(child, space)))
        : node;

    private static WireAnswer Xml(int status, XElement answer) =>
        new(status, "text/xml", Encoding.UTF8.GetBytes(answer.ToString(SaveOptions.DisableFormatting)));
}
