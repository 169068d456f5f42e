using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>Small sets to draw from, so that what is drawn often meets.</summary>
internal static class Draw
{
    public static readonly DateTimeOffset Now = Sample.Now;

    public static readonly Gen<string> Revisions = Gen.OneOf("h1:old", "h1:new", "h1:newer");

    public static readonly Gen<int> Weights = Gen.Frequency((4, 0), (3, 10), (3, 50), (3, 100), (1, 1), (1, 30), (1, 99));

    public static readonly Gen<TimeSpan> Ages = Gen.Frequency((4, Gen.Int[0, 10]), (2, Gen.Int[0, 120]), (1, Gen.Int[-60, 0])).Select(seconds => TimeSpan.FromSeconds(seconds));

    public static Fact<T> Read<T>(T value, bool fails = false) => fails ? Fact<T>.Failed("away", Now) : Fact<T>.Of(value, Now);
}
