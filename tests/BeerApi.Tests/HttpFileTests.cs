using System.Text.RegularExpressions;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>src/BeerApi/beers.http is for people and their editors; this reads it as an editor would, and sends every request.</summary>
public sealed partial class HttpFileTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private readonly Dictionary<string, HttpResponseMessage> named = [];

    [Fact]
    public async Task Every_request_of_the_file_gets_the_answer_it_promises()
    {
        var sections = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/BeerApi/beers.http"))).ReplaceLineEndings("\n").Split("\n###");
        var sent = new List<string>();
        foreach (var section in sections.Skip(1))
        {
            var title = section.Split('\n')[0].Trim();
            var promised = Promise().Match(title);
            Assert.True(promised.Success, $"'{title}' does not end with the status it promises, such as (201)");

            var answer = await SendAsync(section);

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True($"{(int)answer.StatusCode}" == promised.Groups[1].Value, $"{title}: {(int)answer.StatusCode} {text}");
            sent.Add($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath}");
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/BeerApi/OpenApi/v1.json")));
        var calls = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(member => member.Name != "parameters").Select(member => $"{member.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Empty(calls.Except(sent.Select(call => Digits().Replace(call, "/{id}"))));
    }

    private async Task<HttpResponseMessage> SendAsync(string section)
    {
        var lines = section.Split('\n').Skip(1).SkipWhile(line => line.StartsWith('#') || line.Length == 0).ToList();
        var start = Fill(lines[0]).Split(' ', 3);
        var headers = lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => Fill(line).Split(": ", 2)).ToList();
        var body = string.Join('\n', lines.Skip(1 + headers.Count).SkipWhile(line => line.Length == 0)).TrimEnd();
        var type = headers.FirstOrDefault(header => header[0] == "Content-Type")?[1] ?? "application/json";
        var answer = await api.Client.SendAsync(
            start[0], start[1], body.Length == 0 ? null : body, type, [.. headers.Where(header => header[0] != "Content-Type").Select(header => (header[0], header[1]))]);
        if (Name().Match(section) is { Success: true } name)
        {
            named[name.Groups[1].Value] = answer;
        }
        return answer;
    }

    /// <summary>What stands in braces: the address, or a header of an answer to a named request.</summary>
    private string Fill(string line) => Variable().Replace(line, variable => variable.Groups[1].Value switch
    {
        "beers" => "",
        var reference when reference.Split('.') is [var name, "response", "headers", var header] => named[name].Headers.GetValues(header).Single(),
        var unknown => throw new InvalidOperationException($"beers.http uses {unknown}, which nothing defines"),
    });

    [GeneratedRegex(@"\((\d{3})\)$")]
    private static partial Regex Promise();

    [GeneratedRegex(@"\{\{([^}]+)\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^# @name (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"/\d+")]
    private static partial Regex Digits();
}
