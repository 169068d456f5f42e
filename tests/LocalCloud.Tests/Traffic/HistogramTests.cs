using LocalCloud.Traffic;

namespace LocalCloud.Tests.Traffic;

public class HistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(1_000)]
    [InlineData(123_456)]
    [InlineData(59_000_000)]
    public void A_percentile_is_right_to_seven_percent(long microseconds)
    {
        var (histogram, totals) = (new Histogram(), Histogram.NewTotals());
        histogram.Add(microseconds);
        histogram.AddTo(totals);

        Assert.InRange(Histogram.Percentile(totals, 50), (microseconds * 0.93) - 1, (microseconds * 1.07) + 1);
    }

    [Fact]
    public void Percentiles_of_many_values_stand_in_order()
    {
        var (histogram, totals) = (new Histogram(), Histogram.NewTotals());
        for (var value = 1; value <= 10_000; value++) histogram.Add(value * 10);
        histogram.AddTo(totals);

        Assert.InRange(Histogram.Percentile(totals, 50), 46_500, 53_500);
        Assert.InRange(Histogram.Percentile(totals, 90), 83_700, 96_300);
        Assert.InRange(Histogram.Percentile(totals, 99), 92_000, 106_000);
    }

    [Fact]
    public void What_is_longer_than_the_last_bucket_is_counted_in_it()
    {
        var (histogram, totals) = (new Histogram(), Histogram.NewTotals());
        histogram.Add(long.MaxValue);
        histogram.Add(-1);
        histogram.AddTo(totals);
        Assert.Equal(2, totals.Sum());
    }
}
