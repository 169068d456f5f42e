using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text;
using Amazon.Runtime;
using Publican.Aws;
using Publican.Sources;
using Publican.Stack;

namespace Publican.Tests.Sources;

/// <summary>SSM as a source, on a real one.</summary>
public sealed class ParameterSourceTests(LocalParameters store) : IClassFixture<LocalParameters>
{
    private readonly ParameterAddress _address = store.NewPath();

    [Fact]
    public async Task A_revision_is_what_the_manifest_names_and_not_what_is_newest()
    {
        await store.PutAsync(_address.Document("a.yaml"), "one");
        await store.PutAsync(_address.Document("sub/b.yaml"), "two");
        await store.PutAsync(_address.Manifest, """{"revision": "c0ffee", "documents": {"sub/b.yaml": 1, "a.yaml": 1}}""");
        await store.PutAsync(_address.Document("a.yaml"), "newer");
        await store.PutAsync(_address.Document("c.yaml"), "nobody named it");

        var revision = await ReadAsync(Source());

        Assert.Equal(("c0ffee", false), (revision.Commit, revision.HistoryRewritten));
        Assert.Equal(["a.yaml=one", "sub/b.yaml=two"], revision.Files.Select(Text));
        Assert.InRange(DateTimeOffset.UtcNow - revision.When, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task An_unchanged_manifest_is_the_same_revision_and_a_changed_one_is_another_even_under_the_same_name()
    {
        var source = Source();
        await store.PutAsync(_address.Document("a.yaml"), "one");
        await store.PutAsync(_address.Manifest, """{"revision": "again", "documents": {"a.yaml": 1}}""");
        var first = await ReadAsync(source);
        Assert.Same(first, await ReadAsync(source));

        await store.PutAsync(_address.Document("a.yaml"), "two");
        Assert.Same(first, await ReadAsync(source));
        await store.PutAsync(_address.Manifest, """{"revision": "again", "documents": {"a.yaml": 2}}""");

        Assert.Equal("a.yaml=two", Text(Assert.Single((await ReadAsync(source)).Files)));
    }

    [Fact]
    public async Task A_poll_is_one_call_and_only_documents_that_changed_are_read()
    {
        var source = Source("thrifty");
        for (var document = 0; document < 25; document++)
            await store.PutAsync(_address.Document($"{document:00}.yaml"), "one");
        await store.PutAsync(_address.Manifest, Manifest("first", changed: 1));
        await ReadAsync(source);
        Assert.Equal(["GetParameter", "GetParameters", "GetParameters", "GetParameters"], await CallsAsync("thrifty"));

        await ReadAsync(source);
        await store.PutAsync(_address.Document("07.yaml"), "two");
        await store.PutAsync(_address.Manifest, Manifest("second", changed: 2));
        var revision = await ReadAsync(source);

        Assert.Equal(["GetParameter", "GetParameter", "GetParameters"], (await CallsAsync("thrifty")).Skip(4));
        Assert.Equal("07.yaml=two", Text(revision.Files[7]));

        static string Manifest(string revision, int changed) =>
            new ParameterManifest(revision, Enumerable.Range(0, 25).ToImmutableSortedDictionary(
                document => $"{document:00}.yaml", document => new DocumentVersions(false, [document == 7 ? changed : 1]), StringComparer.Ordinal)).Write();
    }

    [Fact]
    public async Task Without_a_manifest_nothing_is_read_and_it_says_how_to_write_one()
    {
        await store.PutAsync(_address.Document("a.yaml"), "one");

        await FailsAsync(SourceFailure.NotPublished, $"the parameter {_address.Manifest} is not there", $"publican publish FOLDER {_address}");
    }

    [Fact]
    public async Task A_manifest_that_names_what_is_not_there_is_refused_until_it_is()
    {
        var source = Source();
        await store.PutAsync(_address.Document("a.yaml"), "one");
        await store.PutAsync(_address.Manifest, """{"revision": "early", "documents": {"a.yaml": 2, "b.yaml": 1, "big.yaml": [1, 1]}}""");
        await FailsAsync(
            source, SourceFailure.VersionMissing,
            $"{_address.Manifest} names what is not there: ", $"{_address.Document("a.yaml")}:2", $"{_address.Document("b.yaml")}:1", $"{_address.Part("big.yaml", 2)}:1");

        await store.PutAsync(_address.Document("a.yaml"), "two");
        await store.PutAsync(_address.Document("b.yaml"), "one");
        var packed = PackedText.Pack("packed"u8);
        await store.PutAsync(_address.Part("big.yaml", 1), packed[..10]);
        await store.PutAsync(_address.Part("big.yaml", 2), packed[10..]);

        Assert.Equal(["a.yaml=two", "b.yaml=one", "big.yaml=packed"], (await ReadAsync(source)).Files.Select(Text));
    }

    [Fact]
    public async Task A_broken_document_is_an_error_of_that_document_alone()
    {
        await store.PutAsync(_address.Document("fine.yaml"), "fine");
        await store.PutAsync(_address.Part("junk.yaml", 1), "this is not packed");
        await store.PutAsync(_address.Part("cut.yaml", 1), PackedText.Pack("cut off"u8)[..16]);
        await store.PutAsync(_address.Part("bomb.yaml", 1), PackedText.Pack(new byte[3 * 1024 * 1024]));
        await store.PutAsync(_address.Manifest, """{"revision": "a", "documents": {"bomb.yaml": [1], "cut.yaml": [1], "fine.yaml": 1, "junk.yaml": [1]}}""");

        Assert.Equal(
            [
                "the value of the parameter unpacks to more than 1,048,576 bytes; publish it again", "the value of the parameter is not compressed with gzip, or is broken; publish it again",
                null, "the value of the parameter is not Base64; publish it again",
            ],
            (await ReadAsync(Source())).Files.Select(file => file.Problem));
    }

    [Theory]
    [InlineData("""{"revision": "a", "documents": {""", "is not JSON")]
    [InlineData("""{"revision": "a", "documents": {"web.yaml": "latest"}}""", "gives the document \"web.yaml\" no version")]
    [InlineData("---\nrevision: a\n", "is not Base64")]
    public async Task What_is_no_manifest_is_said_so(string manifest, string what)
    {
        await store.PutAsync(_address.Manifest, manifest);

        await FailsAsync(SourceFailure.BadManifest, $"the manifest {_address.Manifest} {what}", $"publican publish FOLDER {_address}");
    }

    [Fact]
    public async Task A_secret_is_no_document()
    {
        await store.PutAsync(_address.Document("a.yaml"), "one", "SecureString");
        await store.PutAsync(_address.Manifest, """{"revision": "a", "documents": {"a.yaml": 1}}""");

        await FailsAsync(SourceFailure.BadManifest, $"{_address.Document("a.yaml")} is a SecureString", "write it as a String");
    }

    [Theory]
    [InlineData("ssm:GetParameter", "/manifest may not be read")]
    [InlineData("ssm:GetParameters", "/documents may not be read")]
    public async Task What_may_not_be_read_is_told_with_the_permissions_that_it_needs(string action, string what)
    {
        var caller = $"denied-{action[4..]}";
        await store.PutAsync(_address.Document("a.yaml"), "one");
        await store.PutAsync(_address.Manifest, """{"revision": "a", "documents": {"a.yaml": 1}}""");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = store.Cloud.Endpoint };
        using var fault = await http.PostAsJsonAsync("/_local/faults", new { kind = "error", action, caller, code = "AccessDeniedException", status = 400 }, TestContext.Current.CancellationToken);
        fault.EnsureSuccessStatusCode();

        await FailsAsync(Source(caller), SourceFailure.Denied, _address.Path + what, "AccessDeniedException", "allow ssm:GetParameter and ssm:GetParameters there");
    }

    [Fact]
    public async Task A_region_that_does_not_answer_is_unreachable()
    {
        using var budget = new ApiBudget(TimeProvider.System, TimeSpan.FromSeconds(1));
        using var nobody = ParameterClient.Create("eu-west-1", new Uri($"http://127.0.0.1:{FreePort.Next()}"), budget, config =>
            (config.DefaultAWSCredentials, config.MaxErrorRetry) = (new BasicAWSCredentials("a-person", "local"), 0));

        await FailsAsync(new ParameterSource(_address, nobody), SourceFailure.Unreachable, $"{_address.Manifest} cannot be read: ");
    }

    private ParameterSource Source(string caller = "the-source") => new(_address, store.Client(caller));

    private static Task<SourceRevision> ReadAsync(ParameterSource source) => source.ReadAsync(TestContext.Current.CancellationToken);

    private Task FailsAsync(SourceFailure failure, params string[] says) => FailsAsync(Source(), failure, says);

    private static async Task FailsAsync(ParameterSource source, SourceFailure failure, params string[] says)
    {
        var error = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(source));

        Assert.Equal(failure, error.Failure);
        Assert.All(says, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }

    private async Task<IEnumerable<string>> CallsAsync(string caller) =>
        (await store.Cloud.CallsAsync()).Where(call => (string?)call["caller"] == caller).Select(call => (string)call["action"]!);

    private static string Text(SourceFile file) => $"{file.Path}={Encoding.UTF8.GetString(file.Content.Span)}";
}
