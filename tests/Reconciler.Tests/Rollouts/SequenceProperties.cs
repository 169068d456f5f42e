using CsCheck;
using Publican.Rollouts;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>A whole life in random steps: passes whose writes fail in every way, time, commits, illness, hands, levers, restarts.</summary>
public sealed class SequenceProperties(ITestOutputHelper output)
{
    private static readonly Gen<(Op Op, int Number)[]> Lives = Gen.Select(
        Gen.Frequency((12, Op.Pass), (6, Op.Wait), (1, Op.Commit), (1, Op.Sick), (1, Op.Hand), (1, Op.Wish), (1, Op.Restart)), Gen.Int[0, 99]).Array[1, 120];

    [Fact]
    public void No_order_of_events_breaks_an_invariant_and_each_comes_to_rest() =>
        Lives.Check(life => Failure(life, RolloutMachine.Decide) is null, output.WriteLine, Runs.Lives, Told);

    /// <summary>Lives in which nothing happens would prove nothing.</summary>
    [Theory]
    [InlineData("a step is skipped")]
    [InlineData("no attempt is written")]
    [InlineData("quarantine is forgotten")]
    [InlineData("traffic is never noted as moving")]
    [InlineData("the candidate is stopped before its traffic goes home")]
    [InlineData("a restart does not wait for old writes")]
    [InlineData("a pause is not heard")]
    public void A_broken_machine_is_caught(string mutant)
    {
        var caught = Lives.Draw(Runs.Mutants).Select(life => Failure(life, Mutants.All[mutant])).FirstOrDefault(failure => failure is not null);
        Assert.True(caught is not null || Runs.AreForMutants);
        output.WriteLine(caught ?? "");
    }

    /// <summary>What goes wrong in a life, or null.</summary>
    private static string? Failure(IEnumerable<(Op Op, int Number)> life, Decider decide)
    {
        var region = new Region(decide);
        try
        {
            region.Do(Op.Wait, 3);
            foreach (var (op, number) in life)
                region.Do(op, number);
            region.MustComeToRest();
            return null;
        }
        catch (Exception error) when (error is Xunit.Sdk.XunitException or InvalidOperationException or NullReferenceException)
        {
            return $"{error.Message}\n{string.Join("\n", region.Story.TakeLast(12))}";
        }
    }

    /// <summary>A life that fails, without the steps that it fails without as well.</summary>
    private static string Told((Op Op, int Number)[] life)
    {
        var steps = life.ToList();
        for (var at = steps.Count - 1; at >= 0; at--)
        {
            var fewer = steps.Where((_, index) => index != at).ToList();
            if (Failure(fewer, RolloutMachine.Decide) is not null)
                (steps, at) = (fewer, Math.Min(at, fewer.Count));
        }

        return $"{Failure(steps, RolloutMachine.Decide)}\n{string.Join(", ", steps.Select(step => $"(Op.{step.Op}, {step.Number})"))}";
    }
}
