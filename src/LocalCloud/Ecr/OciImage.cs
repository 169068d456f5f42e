using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalCloud.Ecr;

/// <summary>
/// An image as a registry describes it: a manifest that names its configuration, which says for which processor it was built. It has no
/// layers: a program of this machine stands for them.
/// </summary>
/// <param name="Digest">Of the manifest, as in any registry.</param>
/// <param name="ConfigDigest">Of the configuration, a blob of its own.</param>
internal sealed record OciImage(string Digest, string Manifest, string ConfigDigest, string Config)
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    /// <summary>Processor of this machine, in the words of OCI.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <param name="architecture">amd64 or arm64.</param>
    /// <param name="content">What makes this image differ from others.</param>
    public static OciImage Of(string architecture, string content)
    {
        var config = JsonSerializer.Serialize(new
        {
            architecture, os = "linux", config = new { Labels = new Dictionary<string, string> { ["dev.publican.localcloud"] = content } }, rootfs = new { type = "layers", diff_ids = Array.Empty<string>() },
        });
        var configDigest = DigestOf(config);
        var manifest = JsonSerializer.Serialize(new
        {
            schemaVersion = 2, mediaType = ManifestType,
            config = new { mediaType = ConfigType, digest = configDigest, size = Encoding.UTF8.GetByteCount(config) }, layers = Array.Empty<object>(),
        });
        return new OciImage(DigestOf(manifest), manifest, configDigest, config);
    }

    public static string DigestOf(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
