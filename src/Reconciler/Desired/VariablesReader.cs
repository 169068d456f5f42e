using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>env</c> and <c>secrets</c>. Messages never repeat a value: it may be a secret put in the wrong place.</summary>
internal static partial class VariablesReader
{
    private const string SecretExpected = "where the value is kept, such as ssm:/publican/production/beer-api/database-url or secretsmanager:beer-api#database-url";

    public static readonly Kind<Field> EnvKind = Kinds.Members(NameForm(), Kinds.AnyScalar);

    public static readonly Kind<Field> SecretsKind = Kinds.Members(
        NameForm(), () => new JsonObject { ["type"] = "string", ["pattern"] = SchemaStyle.Pattern(SecretForm()), ["patternErrorMessage"] = $"expected {SecretExpected}" });

    public static (ImmutableSortedDictionary<string, string> Env, ImmutableSortedDictionary<string, string> Secrets) Read(Field env, Field secrets)
    {
        var (plain, secret) = (MapReader.Members(env), MapReader.Members(secrets));
        foreach (var (key, value, at) in plain)
        {
            if (secret.FirstOrDefault(other => other.Key == key) is { Key: not null } twin)
                env.Errors.Add(at, value.Path, $"also stands in secrets ({(twin.KeyAt.File == at.File ? "" : $"{twin.KeyAt.File}, ")}line {twin.KeyAt.Line}); a variable has one value");
        }

        return (Values(plain, Value), Values(secret, Secret));
    }

    private static ImmutableSortedDictionary<string, string> Values(
        ImmutableArray<(string Key, Field Value, Place KeyAt)> members, Func<Field, string?> read)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value, at) in members)
        {
            if (!NameForm().IsMatch(key))
                value.Errors.Add(at, value.Path, "the name of a variable has letters, digits and _, and does not start with a digit");
            if (read(value) is { } text) values[key] = text;
        }

        return values.ToImmutable();
    }

    private static string? Value(Field field)
    {
        if (field.Node is not YamlScalar { IsNull: false, Text: var text })
        {
            field.Error("expected a text; write \"\" for an empty one");
            return null;
        }

        if (!text.Contains('\0', StringComparison.Ordinal)) return text;
        field.Error("an environment variable cannot hold the character NUL");
        return null;
    }

    private static string? Secret(Field field)
    {
        var text = (field.Node as YamlScalar)?.Text ?? "";
        if (SecretForm().IsMatch(text)) return text.StartsWith(SecretName.Prefix, StringComparison.Ordinal) ? text : text["ssm:".Length..];
        field.Error(text.StartsWith("arn:", StringComparison.Ordinal)
            ? "ARNs are not supported; use ssm:/path/of/the/parameter or secretsmanager:name-of-the-secret#key"
            : $"expected {SecretExpected}; the value itself never stands in a file");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,254}\z")]
    private static partial Regex NameForm();

    // SSM: at most 15 levels.
    [GeneratedRegex(@"\A(?:ssm:(?:/[A-Za-z0-9_.-]{1,128}){1,15}|secretsmanager:[A-Za-z0-9/_+=.@!-]{1,512}(?:#[^:#\s]{1,128})?)\z")]
    private static partial Regex SecretForm();
}
