using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Sts;

/// <summary>GetCallerIdentity only: tools ask it first to see whether credentials work.</summary>
internal sealed class StsService : IQueryService
{
    public string Version => "2011-06-15";

    public string Name => "sts";

    public XNamespace Namespace => "https://sts.amazonaws.com/doc/2011-06-15/";

    public ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel) => action switch
    {
        "GetCallerIdentity" => ValueTask.FromResult(new XElement(
            "Result",
            new XElement("Arn", $"arn:aws:iam::{Arn.Account}:root"),
            new XElement("UserId", Arn.Account),
            new XElement("Account", Arn.Account))),
        _ => throw new AwsException("InvalidAction", $"LocalCloud does not support sts {action}. It supports GetCallerIdentity."),
    };
}

internal static class StsRegistration
{
    public static IServiceCollection AddSts(this IServiceCollection services) => services.AddSingleton<IQueryService, StsService>();
}
