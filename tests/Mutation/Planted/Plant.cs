namespace Publican.Tests.Planted;

/// <summary>Two lines whose mutants' fate is known: ./dev mutate believes no score before Stryker has told it right.</summary>
public static class Plant
{
    /// <summary>A test stands at the boundary: "more than" instead of "at least" must be killed.</summary>
    public static bool IsWatched(int age) => age >= 18;

    /// <summary>A test calls this and looks at nothing: a mutant must survive.</summary>
    public static int IsNotWatched(int age) => age + 1;
}
