using System.Diagnostics;
using System.Xml.Linq;
using Publican.Dev;
using Publican.Dev.Demo;
using Publican.Stack;

namespace Publican.EndToEnd;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("demo", "--seed", "soon")]
    [InlineData("demo", "--seed", "0")]
    [InlineData("demo", "--kill-at")]
    [InlineData("demo", "--faster", "1")]
    [InlineData("bench", "everything")]
    [InlineData("test", "--quick")]
    public async Task Wrong_usage_exits_2_with_one_sentence(params string[] args)
    {
        using var dev = Process.Start(new ProcessStartInfo(Repository.Program("Dev", "publican-dev"), args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await dev.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dev.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, dev.ExitCode);
        Assert.StartsWith("dev: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_publican_prints_into_a_file_stands_between_what_others_print_there()
    {
        var file = Path.GetTempFileName();
        var publican = Repository.Program("Reconciler", "publican");
        using var shell = Process.Start("sh", ["-c", "{ echo before; \"$1\" schema job; \"$1\" nonsense 2>&1; echo after; } >\"$2\"", "sh", publican, file]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        Assert.Equal(("before", "{", "}", "after"), (lines[0], lines[1], lines[^3], lines[^1]));
        Assert.StartsWith("publican: unknown arguments 'nonsense'", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_options_have_defaults() => Assert.Equal(new DemoOptions(null, 1, null), DemoOptions.Parse([]));

    [Fact]
    public void Demo_options_are_read_in_any_order() =>
        Assert.Equal(new DemoOptions("/tmp/r.json", 7, 3), DemoOptions.Parse(["--kill-at", "3", "--report", "/tmp/r.json", "--seed", "7"]));

    [Theory]
    [InlineData("<assemblies><assembly passed='3' failed='0' errors='0' skipped='1'/></assemblies>", 0, 3, 0, 1)]
    [InlineData("<assemblies><assembly passed='3' failed='2' errors='1' skipped='0'/></assemblies>", 1, 3, 3, 0)]
    [InlineData("<assemblies><assembly passed='0' failed='0' errors='0' skipped='0'/></assemblies>", 0, 0, 1, 0)]
    [InlineData("<assemblies><assembly passed='3' failed='0' errors='0' skipped='0'/></assemblies>", 134, 3, 1, 0)]
    public void A_run_without_tests_and_a_crash_after_the_tests_are_failures(string report, int exitCode, int passed, int failed, int skipped)
    {
        var count = TestCount.Read("Some.Tests", XDocument.Parse(report), exitCode, mayBeEmpty: false);
        Assert.Equal((passed, failed, skipped), (count.Passed, count.Failed, count.Skipped));
    }

    [Fact]
    public void What_failed_is_named_with_the_first_line_of_its_message()
    {
        const string report = "<assemblies><assembly passed='1' failed='1' errors='0' skipped='0'><collection><test name='A.Good' result='Pass'/>"
            + "<test name='A.Bad' result='Fail'><failure><message>Assert.True() Failure&#10;more</message></failure></test></collection></assembly></assemblies>";
        Assert.Equal(["Some.Tests: A.Bad: Assert.True() Failure"], TestCount.Read("Some.Tests", XDocument.Parse(report), 1, mayBeEmpty: false).Failures);
    }
}
