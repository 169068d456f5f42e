using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Conformance;

/// <summary>LocalCloud and moto tell the same story; every field in which they differ is on a list with the reason.</summary>
public sealed class MotoComparisonTests
{
    [Fact]
    public async Task Every_difference_from_moto_has_a_reason_and_no_reason_is_left_without_its_difference()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var moto = await MotoServer.StartAsync(cancel);
        await using var region = await TestRegion.StartAsync();
        using var theirs = new ControlPlaneStory(moto.Endpoint);
        using var ours = new ControlPlaneStory(region.Endpoint);

        var (their, our) = (await theirs.TellAsync(cancel), await ours.TellAsync(cancel));

        var differences = their.Keys.Union(our.Keys).Order(StringComparer.Ordinal)
            .Where(path => their.GetValueOrDefault(path) != our.GetValueOrDefault(path))
            .ToDictionary(path => path, path => $"{path}: moto {their.GetValueOrDefault(path) ?? "-"}, LocalCloud {our.GetValueOrDefault(path) ?? "-"}");
        var unexplained = differences.Where(difference => !MotoDifferences.Known.Any(known => known.Covers(difference.Key))).Select(difference => difference.Value);
        Assert.Equal([], unexplained);
        Assert.Equal([], MotoDifferences.Known.Where(known => !differences.Keys.Any(known.Covers)).Select(known => known.Path));
    }
}
