using System.Globalization;
using CsCheck;

namespace Publican.Tests.Rollouts;

/// <summary>
/// Random draws that are the same each time, so that what fails is the change and not the luck. PUBLICAN_SEED draws others,
/// and <c>./dev test --full</c> sets it; what it finds prints its own seed and is made smaller by CsCheck.
/// </summary>
internal static class Draws
{
    private const ulong Usual = 20261126;

    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("PUBLICAN_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Usual;

    /// <summary>So many draws, one after the other.</summary>
    public static IEnumerable<T> Draw<T>(this Gen<T> values, int times)
    {
        var draws = new PCG(1, Seed);
        for (var time = 0; time < times; time++)
            yield return values.Generate(draws, null, out _);
    }

    /// <summary>Fails with the first drawn value for which it does not hold.</summary>
    /// <param name="write">Where CsCheck says how far it made a failing value smaller.</param>
    /// <param name="print">Tells a failing value to people.</param>
    public static void Check<T>(this Gen<T> values, Func<T, bool> holds, Action<string> write, int times, Func<T, string>? print = null)
    {
        var draws = new PCG(1, Seed);
        for (var time = 0; time < times; time++)
        {
            var state = draws.State;
            var value = values.Generate(draws, null, out _);
            if (!Holds(value))
            {
                values.Sample(holds, write, seed: draws.ToString(state), iter: 1_000, threads: 1, print: print);
                Assert.Fail($"PUBLICAN_SEED={Seed}, draw {time + 1}: {(print ?? (failed => $"{failed}"))(value)}");
            }
        }

        bool Holds(T value)
        {
            try
            {
                return holds(value);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                write(error.Message);
                return false;
            }
        }
    }
}
