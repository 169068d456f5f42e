using System.Net;
using System.Text;
using System.Text.Json;
using Publican.Faults.Oracles;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;
using Publican.Observed;

namespace Publican.Faults;

/// <summary>The judge of a reconciler's own reads would prove nothing if it let everything pass.</summary>
public sealed class OwnReadsTests
{
    [Fact]
    public void What_its_own_reads_forbid_is_caught_and_nothing_else() => Pump.Run(async pump =>
    {
        await using var stage = await Starts.OpenAsync(pump, Start.ReleasedTwice);
        var (truth, found) = (stage.Look(), new List<string>());
        var eyes = new OwnReads("one", stage, new Scene(stage, new Manifest("web:good.2") { Steps = "{weight: 10, hold: 1s}" }), new Nobody(), (invariant, _) => found.Add(invariant));
        var (stable, candidate) = (truth.Stable!.GroupArn, truth.Candidate!.GroupArn);

        Assert.Equal(["I17"], Judged(Weights((stable, 90), (candidate, 10))));
        foreach (var read in new[] { Form("DescribeTargetHealth", ("TargetGroupArn", candidate)), Form("DescribeTargetHealth", ("TargetGroupArn", stable)), Form("DescribeRules"), Json("DescribeServices", new { }) })
        {
            eyes.Sends(read);
            eyes.Read(read);
        }

        Assert.Equal(["I2", "I4"], Judged(Weights((stable, 90), (candidate, 10))));
        Assert.Equal(["I2", "I4", "I6"], Judged(Weights((stable, 70), (candidate, 30))));
        Assert.Equal(["I1", "I2", "I4"], Judged(Weights((stable, 80), (candidate, 10))));
        Assert.Equal(["I5"], Judged(Json("UpdateService", new { service = $"web-{truth.S!.Value.Word()}", desiredCount = 0 })));
        Assert.Equal(["I13"], Judged(Json("TagResource", new { tags = new[] { new { key = ReleaseRecord.StableKey, value = truth.C.Word() } } })));
        Assert.Empty(Judged(Weights((stable, 100), (candidate, 0))));
        Assert.Empty(Judged(Json("UpdateService", new { service = $"web-{truth.C.Word()}", taskDefinition = "local-web:9", desiredCount = 2 })));

        await stage.AdvanceAsync(stage.Now + TimeSpan.FromSeconds(6));
        Assert.Equal(["I17"], Judged(Weights((stable, 100), (candidate, 0))));

        List<string> Judged(Call call)
        {
            found.Clear();
            var now = stage.Look();
            eyes.Wrote(new Write(call, 1, now, now, IsAccepted: true, IsLate: false));
            return found;
        }
    });

    private static Call Weights(params (string Group, int Weight)[] pair) => Form(
        "ModifyRule", [.. pair.SelectMany((given, index) => new[]
        {
            ($"Actions.member.1.ForwardConfig.TargetGroups.member.{index + 1}.TargetGroupArn", given.Group),
            ($"Actions.member.1.ForwardConfig.TargetGroups.member.{index + 1}.Weight", $"{given.Weight}"),
        })]);

    private static Call Form(string action, params (string Name, string Value)[] fields) =>
        new(action, Query: true, [], Encoding.UTF8.GetBytes(string.Join('&', fields.Prepend(("Action", action)).Select(field => $"{field.Item1}={WebUtility.UrlEncode(field.Item2)}"))));

    private static Call Json(string action, object body) => new(action, Query: false, [], JsonSerializer.SerializeToUtf8Bytes(body));

    private sealed class Nobody : IWatcher
    {
        public void Wrote(Write write)
        {
        }

        public void Read(Call call)
        {
        }
    }
}
