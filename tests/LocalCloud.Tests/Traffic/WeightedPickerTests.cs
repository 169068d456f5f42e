using System.Collections.Immutable;
using LocalCloud.Traffic;

namespace LocalCloud.Tests.Traffic;

public class WeightedPickerTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData(new[] { 90, 10 })]
    [InlineData(new[] { 1, 999 })]
    [InlineData(new[] { 0, 100, 0 })]
    [InlineData(new[] { 5, 5, 5, 5, 5 })]
    public void Picks_follow_the_weights_within_four_standard_deviations(int[] weights)
    {
        var (picker, random) = (new WeightedPicker([.. weights]), new SplitMix(7, "test"));
        var counts = new int[weights.Length];
        for (var draw = 0; draw < Draws; draw++) counts[picker.Pick(random.NextDouble())]++;

        for (var index = 0; index < weights.Length; index++)
        {
            var share = (double)weights[index] / weights.Sum();
            var sigma = Math.Sqrt(Draws * share * (1 - share));
            Assert.InRange(counts[index], (Draws * share) - (4 * sigma), (Draws * share) + (4 * sigma));
        }
    }

    [Fact]
    public void A_group_of_weight_0_is_never_picked_at_either_end_of_the_range()
    {
        var picker = new WeightedPicker([0, 100, 0]);

        Assert.Equal(1, picker.Pick(0));
        Assert.Equal(1, picker.Pick(Math.BitDecrement(1.0)));
    }

    [Fact]
    public void Nothing_is_picked_when_all_weights_are_0()
    {
        Assert.Equal(-1, new WeightedPicker([0, 0]).Pick(0.5));
        Assert.Equal(-1, new WeightedPicker(ImmutableArray<int>.Empty).Pick(0.5));
    }

    [Fact]
    public void The_same_seed_and_purpose_give_the_same_numbers_and_another_purpose_others()
    {
        static ulong[] Draw(SplitMix random) => [.. Enumerable.Range(0, 5).Select(_ => random.Next())];

        Assert.Equal(Draw(new SplitMix(1, "weights")), Draw(new SplitMix(1, "weights")));
        Assert.NotEqual(Draw(new SplitMix(1, "weights")), Draw(new SplitMix(1, "rule delays")));
        Assert.NotEqual(Draw(new SplitMix(1, "weights")), Draw(new SplitMix(2, "weights")));
    }
}
