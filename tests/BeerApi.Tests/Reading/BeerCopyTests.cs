using BeerApi.Configuration;
using BeerApi.Reading;

namespace BeerApi.Tests.Reading;

public sealed class BeerCopyTests
{
    private readonly BeerCopy copy = new(Settings.Read(name => name == "DATABASE_URL" ? "postgres://beer@db/beers" : null));

    /// <summary>GET before the beer is there, POST, GET: the second one must not be told what the first one is told.</summary>
    [Theory]
    [InlineData("742 +")]
    [InlineData("742 *")]
    [InlineData("742 1")]
    public async Task A_question_from_before_a_beer_was_there_is_not_joined_after_it(string payload)
    {
        var early = new TaskCompletionSource<Rendered?>();
        var before = copy.Beers.AskAsync(1, _ => early.Task);

        copy.Apply(Change.Parse(payload)!);
        var after = copy.Beers.AskAsync(1, _ => Task.FromResult<Rendered?>(new Rendered("there"u8.ToArray())));
        early.SetResult(null);

        Assert.Null(await before);
        Assert.NotNull(await after);
        Assert.NotNull(copy.Beers.Find(1));
    }

    [Fact]
    public async Task A_new_beer_leaves_the_kept_ones_and_drops_the_pages()
    {
        await copy.Beers.AskAsync(1, _ => Task.FromResult<Rendered?>(new Rendered("one"u8.ToArray())));
        await copy.Pages.AskAsync("?limit=1", _ => Task.FromResult<Rendered?>(new Rendered("[]"u8.ToArray())));

        copy.Apply(Change.Added(742));

        Assert.NotNull(copy.Beers.Find(1));
        Assert.Null(copy.Pages.Find("?limit=1"));
    }
}
