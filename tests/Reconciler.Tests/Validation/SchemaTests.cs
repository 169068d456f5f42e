using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Publican.Desired;
using Publican.Tests.Desired;
using Publican.Validation;

namespace Publican.Tests.Validation;

/// <summary>The schemas say what the readers do. UPDATE_CASES=1 writes the committed ones anew; read the difference.</summary>
public sealed partial class SchemaTests
{
    private static readonly string Cases = RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases");
    private static readonly string Committed = RepositoryFiles.PathOf("desired-state", "schema");
    private static readonly JsonSchema Any = JsonSchema.FromText(SchemaDocuments.All[SchemaDocuments.Any]);

    /// <summary>What a schema cannot see, and why: each of these must validate, so that this list stays true.</summary>
    private static readonly Dictionary<string, string> BeyondASchema = new()
    {
        ["below-aws-minimums"] = "limits depend on the environment's endpoint, which stands in another document",
        ["environment-below-aws-minimums"] = "limits depend on the endpoint, and durations are text",
        ["jobs-on-aws-wrong"] = "limits depend on the environment's endpoint, and sizes on Fargate are pairs",
        ["no-environment"] = "what is missing is a document",
        ["short-metric-steps"] = "a window and a hold are compared",
        ["two-environments"] = "two documents are compared",
    };

    /// <summary>Refused before a schema is asked: syntax, a key that stands twice, a key that is no text.</summary>
    private static readonly string[] NotYaml = ["duplicates", "syntax", "tabs", "yaml-tricks"];

    public static TheoryData<string> Folders => [.. Directory.EnumerateDirectories(Cases).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_committed_schemas_are_those_that_the_readers_say()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_CASES") == "1")
        {
            Directory.CreateDirectory(Committed);
            foreach (var (name, content) in SchemaDocuments.All) File.WriteAllText(Path.Combine(Committed, $"{name}.json"), content);
        }

        Assert.Equal(SchemaDocuments.All, Directory.EnumerateFiles(Committed).Select(path => KeyValuePair.Create(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))).OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_schema_takes_what_the_reader_takes_and_refuses_what_it_can_say(string name)
    {
        var folder = Path.Combine(Cases, name);
        if (Documents(folder) is not { } documents)
        {
            Assert.Contains(name, NotYaml);
            return;
        }

        var wrong = documents.SelectMany(Problems).ToList();

        if (File.Exists(Path.Combine(folder, "state.json"))) Assert.Empty(wrong);
        else if (BeyondASchema.ContainsKey(name)) Assert.Empty(wrong);
        else Assert.NotEmpty(wrong);
    }

    [Fact]
    public void What_is_valid_after_random_changes_to_the_sample_is_valid_by_the_schema_too()
    {
        var valid = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var mutant = MutationTests.Mutant(seed);
            if (!Revisions.Read(mutant).IsValid) continue;
            valid++;
            foreach (var problems in YamlAsJson.Documents(mutant).Select(Problems)) Assert.True(problems.Count == 0, $"seed {seed}: {string.Join("; ", problems)}");
        }

        Assert.True(valid > 25, $"only {valid} mutants were valid");
    }

    [Fact]
    public void Every_key_of_every_kind_is_described()
    {
        var keys = SchemaDocuments.All.Values.SelectMany(text => Keys(JsonNode.Parse(text)!, "")).ToList();

        Assert.True(keys.Count > 150);
        Assert.All(keys, key => Assert.True(key.Schema["description"]?.GetValue<string>() is { Length: > 4 } text && text.EndsWith('.'), $"{key.Path} has no description"));
    }

    [Fact]
    public void The_files_of_this_repository_name_their_schema_and_obey_it()
    {
        var files = Directory.EnumerateFiles(RepositoryFiles.PathOf("desired-state"), "*.yaml", SearchOption.AllDirectories).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var named = ModeLine().Match(File.ReadAllText(file));
            Assert.True(named.Success, $"{file} does not begin with a line that names its schema");
            var schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, named.Groups["schema"].Value)));
            Assert.All(YamlAsJson.Documents(File.ReadAllBytes(file)), document => Assert.Empty(Problems(schema, document)));
        });
    }

    [Theory]
    [InlineData("extends: ../base/beer.yaml\nkind: Service\nspec: {replicas: 4, before: null, env: {A: null}, route: {priority: 7}}", true)]
    [InlineData("extends: ../base/beer.yaml\nkind: Service\nspec: {replcas: 4}", false)]
    [InlineData("extends: ../base/beer.yaml\nkind: Service\nspec: {replicas: many}", false)]
    [InlineData("kind: Service\nspec: {replicas: 4}", false)]
    public void A_document_on_top_of_another_may_leave_out_and_take_away_but_not_misspell(string document, bool valid) =>
        Assert.Equal(valid, Problems(YamlAsJson.Documents(Encoding.UTF8.GetBytes(document)).Single()).Count == 0);

    [Fact]
    public void A_file_that_is_only_extended_has_a_schema_that_requires_nothing()
    {
        var schema = JsonSchema.FromText(SchemaDocuments.All["service-base"]);

        Assert.All(Directory.EnumerateFiles(Path.Combine(Cases, "extends", "base")), file => Assert.All(YamlAsJson.Documents(File.ReadAllBytes(file)), document => Assert.Empty(Problems(schema, document))));
        Assert.NotEmpty(Problems(schema, YamlAsJson.Documents("spec: {prot: 1}"u8.ToArray()).Single()));
    }

    [Fact]
    public void The_command_prints_the_schema_of_a_kind_or_of_all()
    {
        Assert.Equal(SchemaDocuments.All["service"].TrimEnd(), SchemaCommand.Run(["schema", "service"]));
        Assert.Equal(SchemaDocuments.All["any"].TrimEnd(), SchemaCommand.Run(["schema"]));
        Assert.Equal(
            "there is no kind 'Deployment'; known are any, cronjob, cronjob-base, environment, environment-base, job, job-base, service, service-base: publican schema [KIND]",
            Assert.Throws<ValidateException>(() => SchemaCommand.Run(["schema", "Deployment"])).Message);
    }

    private static List<JsonNode?>? Documents(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.yaml").SelectMany(file => YamlAsJson.Documents(File.ReadAllBytes(file)))];
        }
        catch (YamlDotNet.Core.YamlException)
        {
            return null;
        }
    }

    private static List<string> Problems(JsonNode? document) => Problems(Any, document);

    private static List<string> Problems(JsonSchema schema, JsonNode? document)
    {
        if (schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid) return [];
        var result = schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return [.. result.Details.Where(detail => detail.HasErrors).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).DefaultIfEmpty("not valid")];
    }

    private static IEnumerable<(string Path, JsonObject Schema)> Keys(JsonNode node, string path) => node switch
    {
        JsonObject map => map.SelectMany(member => member is { Key: "properties", Value: JsonObject properties } && map.ContainsKey("additionalProperties")
            ? properties.SelectMany(key => Keys(key.Value!, $"{path}.{key.Key}").Prepend(($"{path}.{key.Key}", key.Value!.AsObject())))
            : member.Value is null ? [] : Keys(member.Value, path)),
        JsonArray list => list.Where(item => item is not null).SelectMany(item => Keys(item!, path)),
        _ => [],
    };

    [GeneratedRegex(@"\A# yaml-language-server: \$schema=(?<schema>\S+)\n")]
    private static partial Regex ModeLine();
}
