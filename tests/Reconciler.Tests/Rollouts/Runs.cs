namespace Publican.Tests.Rollouts;

/// <summary>How much is tried. For each of Stryker's mutants only as much as finds the plain ones (tests/Mutation).</summary>
internal static class Runs
{
#if MUTATION
    public const int Many = 300, Lives = 10, Mutants = 10;
#else
    public const int Many = 10_000, Lives = 1_000, Mutants = 20_000;
#endif

    public static bool AreForMutants => Many < 1_000;
}
