using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Publican.Aws;

/// <summary>
/// Credentials of an environment's own role, taken with the process's and renewed before they end. The SDK has such a class, but it would ask
/// AWS itself also where the environment is LocalCloud.
/// </summary>
internal sealed class AssumedRole : RefreshingAWSCredentials
{
    private readonly AmazonSecurityTokenServiceClient _sts;
    private readonly AssumeRoleRequest _request;

    public AssumedRole(string arn, string environment, AmazonSecurityTokenServiceConfig config)
    {
        _sts = new AmazonSecurityTokenServiceClient(config);
        // CloudTrail shows the session's name: who reads it there shall see whose it is.
        _request = new AssumeRoleRequest { RoleArn = arn, RoleSessionName = $"publican-{environment}" };
        PreemptExpiryTime = TimeSpan.FromMinutes(5);
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var credentials = (await _sts.AssumeRoleAsync(_request)).Credentials;
        return new CredentialsRefreshState(
            new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken), credentials.Expiration!.Value.ToUniversalTime());
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _sts.Dispose();
        base.Dispose(disposing);
    }
}
