using System.Diagnostics;
using System.Text.Json;
using Publican.Desired;
using Publican.Sources;
using Publican.Tests.Desired;
using Publican.Validation;

namespace Publican.Tests.Validation;

public sealed class ValidateTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("publican-validate-").FullName;

    public static TheoryData<string> InvalidCases =>
        [.. Directory.EnumerateFiles(RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases"), "errors.txt", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!)];

    [Theory]
    [MemberData(nameof(InvalidCases))]
    public void The_errors_of_a_folder_are_those_that_the_status_would_show(string folder)
    {
        var status = DesiredReader.Read(Revisions.OfFolder(folder), null).Errors;

        var report = ValidateCommand.Run(folder, null);

        Assert.Equal(status, report.Errors.Select(error => error with { File = error.File == folder ? "" : Path.GetRelativePath(folder, error.File) }));
    }

    [Fact]
    public void A_typo_is_one_line_with_file_line_column_key_and_the_nearest_known_key()
    {
        Write("environment.yaml", Revisions.Environment);
        Write("beer.yaml", Revisions.Service.Replace("image:", "imgae:", StringComparison.Ordinal));

        var lines = ValidationText.Of(ValidateCommand.Run(_root, null), json: false).Split('\n');

        Assert.Contains($"{_root}/beer.yaml:5:3: spec.imgae: is not a known key; did you mean image?", lines);
        Assert.Equal($"{_root}: 2 errors in 1 file", lines[^1]);
    }

    [Fact]
    public void The_same_report_is_to_be_had_as_json()
    {
        Write("all.yaml", Revisions.Environment + "\n---\n" + Revisions.Service.Replace("8080", "80800", StringComparison.Ordinal));

        var json = JsonDocument.Parse(ValidationText.Of(ValidateCommand.Run(_root, null), json: true)).RootElement;

        var error = Assert.Single(json.GetProperty("errors").EnumerateArray());
        Assert.False(json.GetProperty("valid").GetBoolean());
        Assert.Equal(
            ($"{_root}/all.yaml", 11, 9, "spec.port", "expected a whole number from 1 to 65535, but found \"80800\""),
            (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32(), error.GetProperty("key").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public void A_valid_folder_says_what_it_holds()
    {
        var folder = RepositoryFiles.PathOf("desired-state", "local");

        var report = ValidateCommand.Run(folder, null);

        Assert.True(report.Valid);
        Assert.Equal($"{folder}: environment local with 1 service: valid", ValidationText.Of(report, json: false));
    }

    [Fact]
    public void A_file_is_read_with_the_limits_of_the_environment_above_it_and_shows_its_own_errors_only()
    {
        Write("environment.yaml", Revisions.Environment.Replace(", endpoint: \"http://127.0.0.1:4566\"", "", StringComparison.Ordinal));
        Write("services/beer.yaml", Revisions.Service + "\n  health: {interval: 500ms, timeout: 2s}");
        Write("services/other.yaml", Revisions.Service.Replace("beer-api}", "beer-api-}", StringComparison.Ordinal));

        var report = ValidateCommand.Run(Path.Combine(_root, "services", "beer.yaml"), null);

        Assert.Equal($"{_root}/services/beer.yaml", Assert.Single(report.Errors.Select(error => error.File).Distinct()));
        Assert.Contains(report.Errors, error => error.Message.Contains("only a local environment", StringComparison.Ordinal));
    }

    [Fact]
    public void The_endpoint_of_the_process_decides_over_the_file_as_in_the_reconciler()
    {
        Write("all.yaml", Revisions.Environment + "\n---\n" + Revisions.Service + "\n  health: {interval: 500ms, timeout: 400ms}");

        Assert.True(ValidateCommand.Run(_root, null).Valid);
        Assert.Equal(2, ValidateCommand.Run(_root, new Uri("https://ecs.eu-west-1.amazonaws.com")).Errors.Length);
    }

    [Fact]
    public void A_link_and_a_file_too_large_are_errors_of_those_files_and_schema_folders_are_passed_over()
    {
        Write("all.yaml", Revisions.Environment);
        Write("schema/any.yaml", "junk: 1");
        Write("large.yaml", new string('#', SourceFile.MaxBytes + 1));
        File.CreateSymbolicLink(Path.Combine(_root, "link.yaml"), Path.Combine(_root, "all.yaml"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "round"), _root);

        Assert.Equal(
            [("large.yaml", SourceFile.TooLarge(SourceFile.MaxBytes + 1)), ("link.yaml", "symbolic links are not followed; commit the file itself")],
            ValidateCommand.Run(_root, null).Errors.Select(error => (Path.GetFileName(error.File), error.Message)));
    }

    [Theory]
    [InlineData("validate", "validate needs the folder of an environment")]
    [InlineData("validate a b", "'b' is one argument too many")]
    [InlineData("validate a --out xml", "'--out' is not an option of validate, or lacks its value")]
    public void Wrong_arguments_are_answered_with_the_usage(string typed, string message)
    {
        var error = Assert.Throws<ValidateException>(() => ValidateArguments.Parse(typed.Split(' ')));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(ValidateArguments.Usage, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_where_nothing_is_and_a_file_that_is_never_read_are_said_so()
    {
        Write("notes.txt", "");

        Assert.Equal($"there is no file or folder {_root}/nowhere", Assert.Throws<ValidateException>(() => ValidateCommand.Run($"{_root}/nowhere", null)).Message);
        Assert.StartsWith($"{_root}/notes.txt is not read", Assert.Throws<ValidateException>(() => ValidateCommand.Run($"{_root}/notes.txt", null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_alone_is_no_whole_document_and_one_of_an_environment_shows_its_own_errors()
    {
        Write("base/beer.yaml", "spec: {prot: 1}");
        Assert.Contains("validate the folder of one that extends it", Assert.Throws<ValidateException>(() => ValidateCommand.Run($"{_root}/base/beer.yaml", null)).Message, StringComparison.Ordinal);

        Write("environment.yaml", Revisions.Environment);
        Write("beer.yaml", Revisions.Service.Replace("apiVersion", "extends: base/beer.yaml\napiVersion", StringComparison.Ordinal));
        Assert.Equal("spec.prot", Assert.Single(ValidateCommand.Run($"{_root}/base/beer.yaml", null).Errors).Key);
    }

    [Theory]
    [InlineData(0, "valid")]
    [InlineData(1, "1 error in 1 file", "port: 8080", "port: eighty")]
    [InlineData(64, "publican: there is no file or folder", "", "", "/nowhere")]
    public async Task The_process_ends_with_the_exit_code_of_its_kind(int expected, string says, string before = "", string after = "", string below = "")
    {
        var service = before.Length == 0 ? Revisions.Service : Revisions.Service.Replace(before, after, StringComparison.Ordinal);
        Write("all.yaml", Revisions.Environment + "\n---\n" + service);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "publican"), ["validate", _root + below])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ENDPOINT_URL"] = "" },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, process.ExitCode);
        Assert.Contains(says, await output + await errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), content);
    }
}
