using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>What left the files is deleted only when nobody can have emptied them by mistake.</summary>
public sealed class PruneGuardTests
{
    private static readonly PruneSpec Prune = new(TimeSpan.FromMinutes(10), 25);

    [Fact]
    public void Without_prune_it_keeps_running_and_the_sentence_says_what_to_do() =>
        Assert.Equal(
            "it keeps running and is not touched. Put its file back, or delete it with publican prune beer-api; spec.prune of the environment deletes such services",
            Refusal(prune: null));

    [Fact]
    public void It_is_deleted_when_it_has_been_gone_long_enough()
    {
        Assert.Equal("it is deleted in 9m59s unless its file is put back", Refusal(gone: TimeSpan.FromSeconds(1.5)));
        Assert.Null(Refusal(gone: TimeSpan.FromMinutes(10)));
    }

    [Theory]
    [InlineData(3, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(9, 3, true)]
    [InlineData(8, 3, false)]
    [InlineData(1, 1, false)]
    public void More_than_the_share_at_once_needs_a_person(int desired, int departed, bool allowed)
    {
        Assert.Equal(allowed, Refusal(desired: desired, departed: departed) is null);
        if (!allowed)
            Assert.StartsWith($"{departed} of {desired + departed} services left at once, and spec.prune.atMost allows 25%: nothing is deleted.", Refusal(desired: desired, departed: departed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_persons_word_counts_for_the_running_revision_and_for_a_day()
    {
        var word = Sample.Wish(Verb.Prune, "h1:new");
        Assert.Null(Refusal(prune: null, word: word));
        Assert.Null(Refusal(desired: 1, gone: TimeSpan.Zero, word: word));
        Assert.NotNull(Refusal(prune: null, word: Sample.Wish(Verb.Prune, "h1:old")));
        Assert.NotNull(Refusal(prune: null, word: Sample.Wish(Verb.Abort, "h1:new")));
        Assert.NotNull(Refusal(prune: null, word: word, later: TimeSpan.FromDays(1)));
        Assert.Null(Refusal(prune: null, word: Sample.Wish(Verb.Prune, "none"), running: null));
    }

    [Fact]
    public void A_source_without_services_deletes_nothing_whatever_a_person_said() =>
        Assert.StartsWith("the desired state holds no service at all, so nothing is deleted", Refusal(desired: 0, word: Sample.Wish(Verb.Prune, "h1:new")), StringComparison.Ordinal);

    private static string? Refusal(PruneSpec? prune, Intents? word = null, TimeSpan later = default, string? running = "h1:new") =>
        PruneGuard.Refusal("beer-api", prune, 9, 1, TimeSpan.FromHours(1), word ?? Intents.None, running, Sample.Now + later);

    private static string? Refusal(int desired = 9, int departed = 1, TimeSpan? gone = null, Intents? word = null) =>
        PruneGuard.Refusal("beer-api", Prune, desired, departed, gone ?? TimeSpan.FromHours(1), word ?? Intents.None, "h1:new", Sample.Now);
}
