using System.Text;
using Publican.Desired;
using Publican.Sources;

namespace Publican.Tests.Desired;

/// <summary>Source revisions out of folders and texts.</summary>
internal static class Revisions
{
    public const string Environment = """
        apiVersion: publican.dev/v1
        kind: Environment
        metadata: {name: local}
        spec: {region: eu-west-1, outputs: /publican/local/, endpoint: "http://127.0.0.1:4566"}
        """;

    public const string Service = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: beer-api}
        spec:
          image: beer-api:1.0.0
          port: 8080
          route: {listener: public, path: "/*", priority: 100}
        """;

    public static SourceRevision OfFolder(string folder) => new("c0ffee", [.. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
        .Select(path => new SourceFile(Path.GetRelativePath(folder, path), File.ReadAllBytes(path))).OrderBy(file => file.Path, StringComparer.Ordinal)], false);

    public static SourceRevision Of(params (string Path, byte[] Content)[] files) =>
        new("c0ffee", [.. files.Select(file => new SourceFile(file.Path, file.Content))], false);

    public static DesiredResult Read(byte[] content, Uri? endpoint = null) => DesiredReader.Read(Of(("all.yaml", content)), endpoint);

    public static DesiredResult Read(string content, Uri? endpoint = null) => Read(Encoding.UTF8.GetBytes(content), endpoint);
}
