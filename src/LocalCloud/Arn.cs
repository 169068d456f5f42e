namespace LocalCloud;

/// <summary>Names of resources as AWS writes them. The account is always <see cref="Account"/>.</summary>
public static class Arn
{
    public const string Account = "000000000000";

    /// <param name="region">For example eu-west-1.</param>
    /// <param name="service">For example ecs.</param>
    /// <param name="resource">What follows the account, for example cluster/publican-local.</param>
    public static string Of(string region, string service, string resource) => $"arn:aws:{service}:{region}:{Account}:{resource}";
}
