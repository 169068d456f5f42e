using System.Text.Json.Nodes;
using Publican.Dev.Demo;

namespace Publican.EndToEnd;

public sealed class TrafficWindowTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void A_window_adds_up_the_nodes_and_takes_the_first_error()
    {
        var window = TrafficWindow.Of(
            [Segment(1, 10, (90, 10), error: "12:00:02"), Segment(2, 10, (80, 12), error: "12:00:01"), Segment(1, 0, (500, 0))], "rule", "green", Start);

        Assert.Equal((192, 22), (window.Requests, window.Candidate));
        Assert.Equal(Start.AddSeconds(1), window.FirstError);
    }

    [Fact]
    public void Another_rule_and_an_earlier_window_do_not_count()
    {
        var window = TrafficWindow.Of([Segment(1, 10, (90, 10), rule: "preview"), Segment(1, 10, (90, 10), first: "11:59:00")], "rule", "green", Start);

        Assert.Equal(new TrafficWindow(0, 0, null), window);
    }

    [Theory]
    [InlineData(400, 58, true)]
    [InlineData(400, 59, false)]
    public void Ten_percent_and_three_sigma_is_the_most_a_candidate_may_get(int requests, int candidate, bool within) =>
        Assert.Equal(within, new TrafficWindow(requests, candidate, null).IsWithinTenPercent);

    private static JsonNode Segment(int node, int weight, (int Blue, int Green) picks, string rule = "rule", string first = "12:00:00", string? error = null) => JsonNode.Parse($$"""
        {
          "ruleArn": "{{rule}}",
          "node": {{node}},
          "firstPick": "2026-01-01T{{first}}.000Z",
          "weights": { "blue": {{100 - weight}}, "green": {{weight}} },
          "picks": { "blue": {{picks.Blue}}, "green": {{picks.Green}} },
          "first5xx": {{(error is null ? "{}" : $$"""{ "green": "2026-01-01T{{error}}.000Z" }""")}}
        }
        """)!;
}
