using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace LocalCloud.Protocols;

/// <summary>A service spoken in AWS JSON 1.x: ECS, SSM, CloudWatch.</summary>
public interface IJsonService
{
    /// <summary>The part of X-Amz-Target before the dot, for example AmazonEC2ContainerServiceV20141113.</summary>
    string TargetPrefix { get; }

    /// <summary>Short name in the call log: ecs, ssm, monitoring.</summary>
    string Name { get; }

    /// <exception cref="AwsException">What AWS would answer as an error.</exception>
    ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel);
}

/// <summary>A service spoken in the Query protocol, form in and XML out: ELBv2, CloudWatch.</summary>
public interface IQueryService
{
    /// <summary>Value of the Version parameter: 2015-12-01 for ELBv2, 2010-08-01 for CloudWatch. Tells services apart.</summary>
    string Version { get; }

    /// <summary>Short name in the call log, and the signing name: elasticloadbalancing, monitoring.</summary>
    string Name { get; }

    /// <summary>Namespace of the answer, for example http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/.</summary>
    XNamespace Namespace { get; }

    /// <returns>The children of &lt;ActionResult&gt;, without namespace; the protocol layer adds envelope and namespace.</returns>
    /// <exception cref="AwsException">What AWS would answer as an error.</exception>
    ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel);
}
