using System.Collections.Immutable;
using System.Text;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using NSubstitute;
using Publican.Desired;
using Publican.Publishing;
using Publican.Sources;
using Publican.Tests.Desired;
using Publican.Tests.Sources;

namespace Publican.Tests.Publishing;

/// <summary>What is published is what is read, whole, whatever goes wrong and whoever else publishes.</summary>
public sealed class PublisherTests(LocalParameters store) : IClassFixture<LocalParameters>, IDisposable
{
    private const string Other = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: ale}
        spec:
          image: "ale:1.0.0"
          port: 8080
          route: {listener: public, path: "/ale", priority: 200}
        """;

    private readonly ParameterAddress _address = store.NewPath();
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_published_is_read_again_to_the_last_byte()
    {
        Write("environment.yaml", Revisions.Environment);
        Write("sub/web.yml", Revisions.Service + "\r\n# äöü\n");
        Write("ale.yaml", Other + Comment(40_000));

        Assert.Equal($"{_address} holds r1: 3 documents, {3 + PartsOf("ale.yaml") - 1} parameters written and then the manifest, version 1", await PublishAsync("r1"));

        var revision = await ReadAsync();
        Assert.Equal("r1", revision.Commit);
        Assert.Equal(["ale.yaml", "environment.yaml", "sub/web.yml"], revision.Files.Select(file => file.Path));
        Assert.All(revision.Files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, file.Path)), file.Content.ToArray()));
        Assert.Equal(2, DesiredReader.Read(revision, null).State!.Services.Length);
        Assert.True(PartsOf("ale.yaml") > 1);
    }

    [Fact]
    public async Task Only_what_changed_is_written()
    {
        Write("environment.yaml", Revisions.Environment);
        Write("ale.yaml", Other + Comment(40_000));
        Write("web.yaml", Revisions.Service);
        await PublishAsync("r1");

        Assert.Equal($"{_address} holds r1 already: nothing was written", await PublishAsync("r1"));
        Assert.Equal($"{_address} holds r2: 3 documents, 0 parameters written and then the manifest, version 2", await PublishAsync("r2"));
        Write("web.yaml", Revisions.Service + "# changed\n");
        Assert.Equal($"{_address} holds r3: 3 documents, 1 parameters written and then the manifest, version 3", await PublishAsync("r3"));
        Assert.StartsWith("""{"revision":"r3","documents":{"ale.yaml":[1,""", await store.ValueAsync(_address.Manifest), StringComparison.Ordinal);
        Assert.EndsWith("""],"environment.yaml":1,"web.yaml":2}}""", await store.ValueAsync(_address.Manifest), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "web.yaml"));
        await PublishAsync("r4");
        Assert.Equal(["ale.yaml", "environment.yaml"], (await ReadAsync()).Files.Select(file => file.Path));
    }

    [Fact]
    public async Task Without_a_name_the_revision_is_the_content()
    {
        Write("environment.yaml", Revisions.Environment);
        await PublishAsync(null);
        var first = (await ReadAsync()).Commit;

        Assert.Equal($"{_address} holds {first} already: nothing was written", await PublishAsync(null));
        Write("web.yaml", Revisions.Service);
        await PublishAsync(null);

        Assert.NotEqual(first, (await ReadAsync()).Commit);
    }

    [Fact]
    public async Task What_would_be_refused_is_not_published()
    {
        Write("environment.yaml", Revisions.Environment);
        Write("web.yaml", Revisions.Service);
        await PublishAsync("good");
        Write("web.yaml", Revisions.Service.Replace("port:", "prot:", StringComparison.Ordinal));
        Write("my ale.yaml", Other);
        var before = await store.Cloud.LastCallAsync();

        var error = await Assert.ThrowsAsync<PublishException>(() => PublishAsync("bad"));

        var lines = error.Message.Split('\n');
        Assert.Equal($"{_folder} was not published, and nothing was written:", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("my ale.yaml: the file cannot be a document", StringComparison.Ordinal) && line.EndsWith("; rename it", StringComparison.Ordinal));
        Assert.Contains("web.yaml:6:3 spec.prot: is not a known key; did you mean port?", lines);
        Assert.DoesNotContain(await store.Cloud.CallsAsync(before), call => (bool)call["mutating"]! && ((string)call["input"]!.ToJsonString()).Contains(_address.Path + "/", StringComparison.Ordinal));
        Assert.Equal("good", (await ReadAsync()).Commit);
    }

    [Fact]
    public async Task Wherever_it_is_stopped_the_revision_before_is_whole_and_the_next_try_goes_through()
    {
        Write("environment.yaml", Revisions.Environment);
        Write("ale.yaml", Other);
        Write("web.yaml", Revisions.Service);
        await PublishAsync("r0");
        for (var stopped = 1; stopped <= 3; stopped++)
        {
            var text = (await ReadAsync()).Files.Select(Text).ToList();
            Write("ale.yaml", Other + $"# {stopped}\n");
            Write("web.yaml", Revisions.Service + $"# {stopped}\n");
            using var dying = Dying(writes: stopped - 1);

            var error = await Assert.ThrowsAsync<PublishException>(() => PublishAsync($"r{stopped}", dying));

            Assert.Contains(stopped == 3 ? "whether it is in force is not known; repeat the command" : $"{_address} still holds r{stopped - 1}", error.Message, StringComparison.Ordinal);
            Assert.Equal(text, (await ReadAsync()).Files.Select(Text));
            await PublishAsync($"r{stopped}");
            Assert.Equal(($"r{stopped}", 2), ((await ReadAsync()).Commit, (await ReadAsync()).Files.Count(file => Text(file).EndsWith($"# {stopped}\n", StringComparison.Ordinal))));
        }
    }

    /// <summary>Each publisher's files all say who wrote them: a reader never sees two names at once.</summary>
    [Fact]
    public async Task Publishers_at_the_same_time_do_not_mix()
    {
        string[] names = ["ada", "bob", "cyd"];
        using var over = new CancellationTokenSource();
        var reader = new ParameterSource(_address, store.Client("reader"));
        await new Publisher(store.Ssm, _address).PublishAsync("first", FilesOf("nobody"), TestContext.Current.CancellationToken);
        var seen = new HashSet<string>();
        var reading = Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    var revision = await reader.ReadAsync(CancellationToken.None);
                    seen.Add(Assert.Single(revision.Files.Select(file => Encoding.UTF8.GetString(file.Content.Span)).Distinct()));
                }
            },
            TestContext.Current.CancellationToken);

        await Task.WhenAll(names.Select(async name =>
        {
            using var ssm = store.Client(name);
            for (var round = 0; round < 3; round++)
                await new Publisher(ssm, _address).PublishAsync($"{name}-{round}", FilesOf($"{name} {round}"), TestContext.Current.CancellationToken);
        }));
        await over.CancelAsync();
        await reading;

        var last = await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"{last.Commit.Replace('-', ' ')}", Assert.Single(last.Files.Select(file => Encoding.UTF8.GetString(file.Content.Span)).Distinct()));
        Assert.True(seen.Count > 1, "the reader saw nothing of it");

        static ImmutableArray<SourceFile> FilesOf(string name) =>
            [.. Enumerable.Range(0, 5).Select(number => new SourceFile($"{number}.yaml", Encoding.UTF8.GetBytes(name)))];
    }

    [Fact]
    public async Task What_is_extended_outside_of_the_folder_goes_along()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        Write("base/web.yaml", Revisions.Service);
        Write("envs/local/environment.yaml", Revisions.Environment);
        Write("envs/local/web.yaml", "extends: ../../base/web.yaml\nmetadata: {name: web}\n");

        await PublishCommand.RunAsync(
            PublishArguments.Parse([Path.Combine(_folder, "envs", "local"), $"{_address}"]), store.Ssm, store.Cloud.Endpoint, TimeProvider.System, TestContext.Current.CancellationToken);

        var revision = await ReadAsync();
        Assert.Equal(["environment.yaml", "web.yaml"], revision.Files.Select(file => file.Path));
        Assert.Equal("../../base/web.yaml", Assert.Single(revision.Bases).Path);
        Assert.Equal(Revisions.Service, await store.ValueAsync(_address.Path + "/outside/2/base/web.yaml"));
        Assert.Equal("web", Assert.Single(DesiredReader.Read(revision, null).State!.Services).Name);
    }

    [Fact]
    public async Task What_is_there_and_is_no_manifest_is_replaced()
    {
        Write("environment.yaml", Revisions.Environment);
        await store.PutAsync(_address.Manifest, "nonsense");

        await PublishAsync("r1");

        Assert.Equal("r1", (await ReadAsync()).Commit);
    }

    [Fact]
    public async Task A_text_with_double_braces_survives_although_SSM_refuses_it()
    {
        await Assert.ThrowsAnyAsync<AmazonSimpleSystemsManagementException>(() => store.PutAsync(_address.Document("x.yaml"), "query: {{service}}"));
        Write("environment.yaml", Revisions.Environment);
        Write("web.yaml", Revisions.Service + "# {{service}}\n");

        await PublishAsync("r1");

        Assert.Equal("web.yaml=" + Revisions.Service + "# {{service}}\n", Text((await ReadAsync()).Files[1]));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_published()
    {
        var error = await Assert.ThrowsAsync<PublishException>(() => PublishCommand.RunAsync(
            PublishArguments.Parse([_folder + "-elsewhere", $"{_address}"]), store.Ssm, null, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.StartsWith($"nothing was published: {_folder}-elsewhere is not there", error.Message, StringComparison.Ordinal);
    }

    private static string Text(SourceFile file) => $"{file.Path}={Encoding.UTF8.GetString(file.Content.Span)}";

    /// <summary>A comment that does not compress to nothing.</summary>
    private static string Comment(int length) => "\n# " + Convert.ToBase64String(Noise(length)) + "\n";

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private int PartsOf(string path) => ParameterDocument.Of(File.ReadAllBytes(Path.Combine(_folder, path))).Values.Length;

    private void Write(string path, string content)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private Task<string> PublishAsync(string? revision, IAmazonSimpleSystemsManagement? ssm = null) => PublishCommand.RunAsync(
        PublishArguments.Parse([_folder, $"{_address}", .. revision is null ? Array.Empty<string>() : ["--revision", revision]]),
        ssm ?? store.Ssm, store.Cloud.Endpoint, TimeProvider.System, TestContext.Current.CancellationToken);

    private Task<SourceRevision> ReadAsync() => new ParameterSource(_address, store.Ssm).ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>A publisher whose connection ends after some writes.</summary>
    private IAmazonSimpleSystemsManagement Dying(int writes)
    {
        var ssm = Substitute.For<IAmazonSimpleSystemsManagement>();
        ssm.GetParameterAsync(Arg.Any<GetParameterRequest>(), Arg.Any<CancellationToken>()).Returns(call => store.Ssm.GetParameterAsync((GetParameterRequest)call[0]));
        ssm.GetParametersAsync(Arg.Any<GetParametersRequest>(), Arg.Any<CancellationToken>()).Returns(call => store.Ssm.GetParametersAsync((GetParametersRequest)call[0]));
        ssm.PutParameterAsync(Arg.Any<PutParameterRequest>(), Arg.Any<CancellationToken>()).Returns(call =>
            writes-- > 0 ? store.Ssm.PutParameterAsync((PutParameterRequest)call[0]) : throw new HttpRequestException("the connection is gone"));
        return ssm;
    }
}
