using System.Text;
using Publican.Desired;
using Publican.Sources;

namespace Publican.Tests.Desired;

public sealed class BadInputTests
{
    [Fact]
    public void A_file_of_two_megabytes_is_an_error_of_that_file()
    {
        var result = Revisions.Read(Encoding.UTF8.GetBytes(new string('#', 2 * 1024 * 1024)));

        Assert.Equal(new DesiredError("all.yaml", 0, 0, "", "the file is 2,097,152 bytes; at most 1,048,576 are read; split it"), Assert.Single(result.Errors));
    }

    [Fact]
    public void A_file_that_the_source_did_not_read_is_an_error_of_that_file()
    {
        var revision = new SourceRevision("c0ffee", [SourceFile.Unread("link.yaml", "a symbolic link is not followed")], false);

        Assert.Equal(new DesiredError("link.yaml", 0, 0, "", "a symbolic link is not followed"), Assert.Single(DesiredReader.Read(revision, null).Errors));
    }

    [Fact]
    public void Binary_junk_is_reported_where_it_stops_being_text()
    {
        Assert.Equal((2, 4, "the byte 0xFF is not UTF-8; save the file as UTF-8 text"), Only(Revisions.Read([.. "a: 1\nb: "u8, 0xFF, 0xFE])));
        Assert.Equal((1, 3, "the control character U+0000 does not belong in YAML; this looks like a binary file"), Only(Revisions.Read([.. "ab"u8, 0])));
        Assert.Equal((1, 1, "the control character U+007F does not belong in YAML; this looks like a binary file"), Only(Revisions.Read([0x7f, (byte)'E', (byte)'L', (byte)'F'])));
    }

    [Fact]
    public void Text_in_UTF_16_is_refused()
    {
        Assert.Equal("the byte 0xFF is not UTF-8; save the file as UTF-8 text", Only(Revisions.Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Revisions.Environment)])).Message);
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_are_fine()
    {
        var text = Revisions.Environment.ReplaceLineEndings("\r\n");

        Assert.True(Revisions.Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]).IsValid);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Very_deep_nesting_is_refused_and_overflows_no_stack(string level)
    {
        var result = Revisions.Read(string.Concat(Enumerable.Repeat(level, 300_000 / level.Length)));

        Assert.Equal("this is not valid YAML: nested deeper than 32 levels", Only(result).Message);
    }

    [Fact]
    public void A_file_of_very_many_values_is_refused()
    {
        var result = Revisions.Read(string.Concat(Enumerable.Repeat("- a\n", 250_000)));

        Assert.Equal("this is not valid YAML: more than 20000 values in one file", Only(result).Message);
    }

    [Fact]
    public void Aliases_that_would_grow_without_bound_are_not_followed()
    {
        var bomb = "a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));

        Assert.Contains(Revisions.Read(bomb).Errors, error => error.Message.StartsWith("aliases (*name) are not supported", StringComparison.Ordinal));
    }

    [Fact]
    public void The_list_of_errors_is_bounded()
    {
        var errors = Revisions.Read(string.Concat(Enumerable.Range(0, 5000).Select(i => $"k{i}: v\n"))).Errors;

        Assert.Equal(101, errors.Length);
        Assert.EndsWith("more errors are not listed", errors[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revision_without_files_is_an_error()
    {
        Assert.Equal("no document of kind Environment was found; every environment's folder holds exactly one", Only(DesiredReader.Read(Revisions.Of(), null)).Message);
    }

    [Fact]
    public void No_secret_put_in_the_wrong_place_is_repeated_in_a_message()
    {
        var result = Revisions.Read(Revisions.Environment + "\n---\n" + Revisions.Service + """

              secrets: {PASSWORD: hunter2, OTHER: [hunter2], ARN: "arn:hunter2"}
              env: {PASSWORD: hunter2, "odd name": hunter2, LIST: [hunter2]}
            """);

        Assert.Equal(6, result.Errors.Length);
        Assert.DoesNotContain(result.Errors, error => error.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_listener_with_more_services_than_its_load_balancer_has_target_groups_for_is_an_error()
    {
        var services = Enumerable.Range(1, 51).Select(i => Revisions.Service
            .Replace("beer-api}", $"s{i}}}", StringComparison.Ordinal)
            .Replace("/*", $"/{i}", StringComparison.Ordinal)
            .Replace("priority: 100", $"priority: {i}", StringComparison.Ordinal)).ToList();

        Assert.True(Revisions.Read(string.Join("\n---\n", [Revisions.Environment, .. services.Take(50)])).IsValid);
        Assert.StartsWith("a load balancer carries at most 50 services", Only(Revisions.Read(string.Join("\n---\n", [Revisions.Environment, .. services]))).Message, StringComparison.Ordinal);
    }

    private static (int Line, int Column, string Message) Only(DesiredResult result)
    {
        var error = Assert.Single(result.Errors);
        return (error.Line, error.Column, error.Message);
    }
}
