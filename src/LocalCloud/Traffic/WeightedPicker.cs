using System.Collections.Immutable;

namespace LocalCloud.Traffic;

/// <summary>Draws an index by weight.</summary>
public sealed class WeightedPicker
{
    private readonly long[] _ends;

    /// <param name="weights">Each 0 or more.</param>
    public WeightedPicker(ImmutableArray<int> weights)
    {
        _ends = new long[weights.Length];
        var end = 0L;
        for (var index = 0; index < weights.Length; index++) _ends[index] = end += weights[index];
    }

    /// <param name="draw">From 0 inclusive to 1 exclusive.</param>
    /// <returns>An index whose weight is above 0; -1 when every weight is 0.</returns>
    public int Pick(double draw)
    {
        if (_ends.Length == 0 || _ends[^1] == 0) return -1;
        var point = (long)(draw * _ends[^1]);
        var index = 0;
        while (point >= _ends[index]) index++;
        return index;
    }
}
