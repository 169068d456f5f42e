namespace AwsSdk.Tests.Support;

/// <summary>What the test's server says to one request.</summary>
internal sealed record Answer(int Status, string ContentType, string Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public Answer With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    public static Answer Json(string body, int status = 200) => new(status, "application/x-amz-json-1.1", body);

    public static Answer Xml(string body, int status = 200) => new(status, "text/xml", body);

    /// <summary>A successful Query answer around the members of its result.</summary>
    public static Answer Result(string action, string members) => Xml($"""
        <{action}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
          <{action}Result>{members}</{action}Result>
          <ResponseMetadata><RequestId>request-7</RequestId></ResponseMetadata>
        </{action}Response>
        """);

    public static Answer XmlError(string code, string message, int status) => Xml($"""
        <ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
          <RequestId>request-9</RequestId>
        </ErrorResponse>
        """, status);
}
