using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Wire;

/// <summary>The Query protocol: a form out, XML back.</summary>
internal sealed class QueryMarshaller<T>(string service, string action, string version, Action<T, QueryForm> write)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where T : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service) { HttpMethod = "POST", ResourcePath = "/", UseQueryString = false };
        request.Parameters["Action"] = action;
        request.Parameters["Version"] = version;
        write((T)input, new QueryForm(request.Parameters, ""));
        return request;
    }
}

/// <summary>Parameters below one prefix: Actions.member.1.ForwardConfig…</summary>
internal sealed class QueryForm(IDictionary<string, string> parameters, string prefix)
{
    public void Set(string name, string value) => parameters[prefix + name] = value;

    public void Set(string name, bool value) => Set(name, value ? "true" : "false");

    public void Set(string name, IFormattable value) => Set(name, value.ToString(null, CultureInfo.InvariantCulture));

    public void Set(string name, DateTime value) =>
        Set(name, value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public QueryForm Child(string name) => new(parameters, $"{prefix}{name}.");

    public void Map(string name, Dictionary<string, string> values)
    {
        foreach (var (index, (key, value)) in values.Index())
        {
            var entry = Child($"{name}.entry.{(index + 1).ToString(CultureInfo.InvariantCulture)}");
            entry.Set("key", key);
            entry.Set("value", value);
        }
    }

    /// <summary>Lists count from 1; an empty list is sent as its bare name, which is how Query says "remove all".</summary>
    public void List<T>(string name, List<T> values, Action<string, T> item)
    {
        if (values.Count == 0)
            Set(name, "");
        for (var index = 0; index < values.Count; index++)
            item($"{name}.member.{(index + 1).ToString(CultureInfo.InvariantCulture)}", values[index]);
    }
}

internal sealed class QueryUnmarshaller<T>(
    string action, Func<XElement, T> read, Func<ErrorResponse, XElement?, Exception, AmazonServiceException> error)
    : XmlResponseUnmarshaller
    where T : AmazonWebServiceResponse
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var root = XDocument.Load(input.Stream).Root!;
        var response = read(XmlRead.Child(root, action + "Result") ?? root);
        var metadata = XmlRead.Child(root, "ResponseMetadata");
        response.ResponseMetadata = new ResponseMetadata { RequestId = XmlRead.Child(metadata, "RequestId")?.Value };
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        XElement? root = null;
        var message = "";
        try
        {
            root = XDocument.Load(input.Stream).Root;
        }
        catch (XmlException notXml)
        {
            message = $"the answer is not XML: {notXml.Message}";
        }

        var detail = XmlRead.Child(root, "Error");
        return error(
            new ErrorResponse
            {
                Code = XmlRead.Child(detail, "Code")?.Value ?? "",
                Message = XmlRead.Child(detail, "Message")?.Value ?? message,
                StatusCode = statusCode,
                Type = (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver,
                RequestId = XmlRead.Child(root, "RequestId")?.Value,
            },
            detail,
            innerException);
    }
}

/// <summary>Reads by local name: services differ in namespaces, not in names.</summary>
internal static class XmlRead
{
    public static XElement? Child(XElement? parent, string name) =>
        parent?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    public static bool Has(XElement? parent, string name, out XElement value)
    {
        var child = Child(parent, name);
        value = child!;
        return child is not null;
    }

    /// <summary>Null for a list without members, as the official SDK reads it: XML does not tell "empty" from "absent".</summary>
    public static List<T>? List<T>(XElement value, Func<XElement, T> item)
    {
        List<T> items = [.. value.Elements().Where(child => child.Name.LocalName == "member").Select(item)];
        return items.Count > 0 ? items : null;
    }

    public static Dictionary<string, string>? Map(XElement value)
    {
        var entries = value.Elements().Where(child => child.Name.LocalName == "entry")
            .ToDictionary(entry => Child(entry, "key")!.Value, entry => Child(entry, "value")!.Value);
        return entries.Count > 0 ? entries : null;
    }

    public static DateTime Time(XElement value) => XmlConvert.ToDateTime(value.Value, XmlDateTimeSerializationMode.Utc);
}
