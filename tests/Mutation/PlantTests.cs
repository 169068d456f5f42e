using Publican.Tests.Planted;

namespace Publican.Tests;

public sealed class PlantTests
{
    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    public void One_mutant_is_killed(int age, bool expected) => Assert.Equal(expected, Plant.IsWatched(age));

    [Fact]
    public void One_mutant_survives() => Assert.IsType<int>(Plant.IsNotWatched(18));
}
