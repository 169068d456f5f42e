using System.Text;
using Publican.Desired;
using Publican.Sources;
using Publican.Tests.Desired;
using Publican.Validation;

namespace Publican.Tests.Sources;

/// <summary>Files outside of an environment's folder that files inside extend.</summary>
public sealed class BasesTests : IDisposable
{
    private const string Base = """
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: beer-api}
        spec:
          image: beer-api:1.0.0
          port: 8080
          route: {listener: public, path: "/*", priority: 100}
        """;

    private readonly RemoteRepository _remote = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-bases-").FullName;

    [Fact]
    public async Task A_commit_gives_what_its_files_extend_and_a_change_of_a_base_is_a_change_of_the_environment()
    {
        var source = new GitSource(Address(), _remote.Data);
        var first = Commit(null, Base, "extends: ../base/beer.yaml");
        Assert.Equal("beer-api:1.0.0", Image(await source.ReadAsync(TestContext.Current.CancellationToken)));

        Commit(first, Base.Replace("1.0.0", "1.1.0", StringComparison.Ordinal), "extends: ../base/beer.yaml");
        var revision = await source.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal("beer-api:1.1.0", Image(revision));
        Assert.Equal("../base/beer.yaml", Assert.Single(revision.Bases).Path);
    }

    [Theory]
    [InlineData("extends: ../base/nothing.yaml", "../base/nothing.yaml: is not in commit ")]
    [InlineData("extends: ../../beer.yaml", "../../beer.yaml: lies outside of the repository")]
    [InlineData("extends: ../base/link.yaml", "../base/link.yaml: is not in commit ")]
    [InlineData("extends: ../base/folder.yaml", "../base/folder.yaml: is not a file")]
    public async Task What_a_commit_cannot_give_is_said_where_it_is_asked_for(string extends, string message)
    {
        Commit(null, Base, extends);

        var result = DesiredReader.Read(await new GitSource(Address(), _remote.Data).ReadAsync(TestContext.Current.CancellationToken), null);

        var error = Assert.Single(result.Errors);
        Assert.Equal(("beer.yaml", 1, 10, "extends"), (error.File, error.Line, error.Column, error.Key));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_a_base_points_to_the_base_and_is_told_once_however_many_extend_it()
    {
        Write("repository/.git/HEAD", "");
        Write("repository/local/environment.yaml", Revisions.Environment);
        Write("repository/base/beer.yaml", Base.Replace("port:", "prot:", StringComparison.Ordinal));
        Write("repository/local/beer.yaml", "extends: ../base/beer.yaml\nspec: {port: 1}");
        Write("repository/local/ale.yaml", "extends: ../base/beer.yaml\nmetadata: {name: ale}\nspec: {port: 1, route: {path: /ale, priority: 7}}");

        var report = ValidateCommand.Run(Path.Combine(_folder, "repository", "local"), null);

        Assert.Equal((Path.Combine(_folder, "repository", "base", "beer.yaml"), 6, 3, "spec.prot"), Assert.Single(report.Errors.Select(error => (error.File, error.Line, error.Column, error.Key))));
    }

    [Fact]
    public void Two_services_of_one_base_that_collide_are_told_apart_by_their_own_files()
    {
        var revision = Revisions.Of(
            ("all.yaml", Encoding.UTF8.GetBytes(Revisions.Environment)), ("base/beer.yaml", Encoding.UTF8.GetBytes(Base)),
            ("a.yaml", "extends: base/beer.yaml"u8.ToArray()), ("b.yaml", "{extends: base/beer.yaml, metadata: {name: other}}"u8.ToArray()));

        Assert.Equal(
            ["the priority 100 on the listener public is taken by beer-api (a.yaml), which extends the same file; write one of its own into b.yaml", "the path /* on the listener public is taken by beer-api (a.yaml), which extends the same file; write one of its own into b.yaml"],
            DesiredReader.Read(revision, null).Errors.OrderByDescending(error => error.Message, StringComparer.Ordinal).Select(error => error.Message));
    }

    [Fact]
    public void A_folder_without_a_repository_around_it_holds_nothing_outside()
    {
        Write("local/environment.yaml", Revisions.Environment);
        Write("local/beer.yaml", "extends: ../base/beer.yaml");
        Write("base/beer.yaml", Base);

        Assert.Contains("there is no Git repository around it", Assert.Single(ValidateCommand.Run(Path.Combine(_folder, "local"), null).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_on_the_way_to_a_base_is_not_followed()
    {
        Write("repository/.git/HEAD", "");
        Write("repository/local/environment.yaml", Revisions.Environment);
        Write("repository/local/beer.yaml", "extends: ../linked/beer.yaml");
        Write("elsewhere/beer.yaml", Base);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "repository", "linked"), Path.Combine(_folder, "elsewhere"));

        Assert.Contains("symbolic links are not followed", Assert.Single(ValidateCommand.Run(Path.Combine(_folder, "repository", "local"), null).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_holds_the_folder_alone_says_where_bases_may_stand()
    {
        var revision = Revisions.Of(("all.yaml", Encoding.UTF8.GetBytes(Revisions.Environment)), ("a.yaml", "extends: ../base/beer.yaml"u8.ToArray()));

        Assert.Equal(
            "there is no file ../base/beer.yaml in what the source holds of this environment; bases stand in a folder named base, or elsewhere in the repository",
            Assert.Single(DesiredReader.Read(revision, null).Errors).Message);
    }

    [Theory]
    [InlineData("extends: ../a.yaml", "../a.yaml")]
    [InlineData("{kind: Service, extends: ../a.yaml}", "../a.yaml")]
    [InlineData("a: {extends: ../b.yaml}\nextends: ../a.yaml", "../a.yaml")]
    [InlineData("extends: ../a.yaml\n---\n? {extends: ../c.yaml}\n: [extends]\nextends: '../b.yaml'", "../a.yaml,../b.yaml")]
    [InlineData("a: *b\nextends: ../a.yaml\nrest: [", "../a.yaml")]
    [InlineData("- extends\n- ../a.yaml", "../a.yaml")]
    [InlineData("extends: base/a.yaml\nspec: {extends: ../b.yaml}", "")]
    public void Every_way_to_write_the_key_is_found_and_no_other_key(string content, string paths)
    {
        var asked = ExtendedFiles.Of([new SourceFile("x.yaml", Encoding.UTF8.GetBytes(content))], path => new SourceFile(path, default));

        Assert.Equal(paths, string.Join(',', asked.Select(file => file.Path)));
    }

    [Fact]
    public void A_chain_of_bases_is_followed_and_a_circle_ends()
    {
        var files = new Dictionary<string, string> { ["../a.yaml"] = "extends: more/b.yaml", ["../more/b.yaml"] = "extends: ../a.yaml" };

        var found = ExtendedFiles.Of([new SourceFile("x.yaml", "extends: ../a.yaml"u8.ToArray())], path => new SourceFile(path, Encoding.UTF8.GetBytes(files[path])));

        Assert.Equal(["../a.yaml", "../more/b.yaml"], found.Select(file => file.Path));
    }

    [Theory]
    [InlineData("a.yaml", "b.yaml", "b.yaml")]
    [InlineData("x/a.yaml", "../b.yaml", "b.yaml")]
    [InlineData("x/a.yaml", "./y/../b.yaml", "x/b.yaml")]
    [InlineData("a.yaml", "../../b.yaml", "../../b.yaml")]
    [InlineData("../base/a.yaml", "../../b.yaml", "../../b.yaml")]
    [InlineData("../base/a.yaml", "../local/b.yaml", "../local/b.yaml")]
    public void Paths_are_put_together_as_a_shell_would(string from, string to, string expected) => Assert.Equal(expected, SourcePath.Combine(from, to));

    public void Dispose()
    {
        _remote.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private GitAddress Address() => (GitAddress)SourceAddress.Parse($"git+{_remote.Url}#main:local");

    private string Commit(string? after, string @base, string beer) => _remote.Commit(
        "main", after, ("local/environment.yaml", Revisions.Environment), ("local/beer.yaml", beer), ("base/beer.yaml", @base), ("base/folder.yaml/keep", ""));

    private static string? Image(SourceRevision revision) => DesiredReader.Read(revision, null).State?.Services.Single().Image;

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
        File.WriteAllText(Path.Combine(_folder, path), content);
    }
}
