using System.Security.Cryptography;
using System.Text;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Names of the one-off tasks of checks: <c>check/10/1a2b3c4d</c>. Another command is another task, the same one in the same place never runs twice.</summary>
public static class CheckHooks
{
    public const string Prefix = "check/";

    /// <param name="weight">0 before the first traffic.</param>
    public static string Of(TaskCheckSpec check, int weight, ReleaseRecord record, string revision)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', check.Command))))[..8];
        return record.Hook($"{Prefix}{weight}/{fingerprint}", revision);
    }
}
