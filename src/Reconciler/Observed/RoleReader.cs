using Amazon.IdentityManagement.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads roles of IAM.</summary>
internal sealed class RoleReader(LookUpClients aws)
{
    /// <summary>Null when there is no such role in this account.</summary>
    public async Task<Role?> FindAsync(string arn, CancellationToken cancel)
    {
        try
        {
            // GetRole knows names; the path before it is a part of the ARN only.
            var answer = await aws.Roles.GetRoleAsync(new GetRoleRequest { RoleName = arn[(arn.LastIndexOf('/') + 1)..] }, cancel);
            return new Role(answer.Role.Arn, Uri.UnescapeDataString(answer.Role.AssumeRolePolicyDocument ?? ""));
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }
}
