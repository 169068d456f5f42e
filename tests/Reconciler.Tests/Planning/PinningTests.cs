using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>A tag is looked up once; what was registered for the same content is not redeployed for a digest or a prefix.</summary>
public sealed class PinningTests
{
    private static readonly string First = "sha256:" + new string('1', 64), Second = "sha256:" + new string('2', 64);
    private static readonly Target Target = TargetResolver.Resolve(Sample.Spec(), Sample.Environment(), Sample.Outputs, new Dictionary<string, long>(), "abc").Target!;

    [Fact]
    public void A_digest_makes_another_revision_and_is_what_tasks_run()
    {
        var pinned = Pinning.To(Target, Found(First));

        Assert.StartsWith("h2:", pinned.Revision, StringComparison.Ordinal);
        Assert.Equal(($"beer-api:1.1.0@{First}", Target.Revision), (pinned.Image, pinned.SpecHash));
        Assert.NotEqual(pinned.Revision, Pinning.To(Target, Found(Second)).Revision);
        Assert.Equal(pinned.Revision, Pinning.To(Target, Found(First)).Revision);
    }

    [Fact]
    public void An_image_that_nobody_can_be_asked_about_keeps_its_tag_and_the_revision_it_always_had()
    {
        var target = Pinning.To(Target, new ImageReading(ImageState.NotChecked, "elsewhere"));
        Assert.Equal((Target.Revision, "beer-api:1.1.0"), (target.Revision, target.Image));
    }

    [Fact]
    public void What_was_registered_without_a_digest_stays_the_revision_of_its_content()
    {
        var target = Pinning.ToOneOf(Target, [null, new RegisteredRevision("h1:other", null, "x:1"), new RegisteredRevision(Target.Revision, null, "beer-api:1.1.0")]);
        Assert.Equal((Target.Revision, "beer-api:1.1.0"), (target!.Revision, target.Image));
    }

    [Fact]
    public void What_was_registered_with_a_digest_stays_the_revision_of_its_content_wherever_the_tag_leads_now()
    {
        var target = Pinning.ToOneOf(Target, [new RegisteredRevision("h2:first", Target.Revision, $"beer-api@{First}")]);
        Assert.Equal(("h2:first", $"beer-api@{First}"), (target!.Revision, target.Image));
        Assert.Equal(Target.Revision, target.SpecHash);
    }

    [Fact]
    public void Other_contents_are_not_taken_for_it() => Assert.Null(Pinning.ToOneOf(Target, [new RegisteredRevision(Target.Revision, "h1:other", "beer-api:1"), null]));

    [Fact]
    public void An_image_named_by_digest_needs_no_looking_up()
    {
        Assert.True(Pinning.IsNeeded(Target));
        Assert.False(Pinning.IsNeeded(Target with { Spec = Target.Spec with { Image = $"beer-api@{First}" } }));
    }

    [Fact]
    public void A_secret_that_does_not_exist_makes_a_revision_that_is_nobodys()
    {
        var spec = Sample.Spec() with { Secrets = ImmutableSortedDictionary<string, string>.Empty.Add("A", "/a") };
        var missing = TargetResolver.Resolve(spec, Sample.Environment(), Sample.Outputs, new Dictionary<string, long>(), "abc").Target!;
        var there = TargetResolver.Resolve(spec, Sample.Environment(), Sample.Outputs, new Dictionary<string, long> { ["/a"] = 1 }, "abc").Target!;

        Assert.NotEqual(there.Revision, missing.Revision);
        Assert.Contains("/a", Assert.Single(missing.Missing).Message, StringComparison.Ordinal);
        Assert.Empty(there.Missing);
    }

    private static ImageReading Found(string digest) => new(ImageState.Found, "") { Digest = digest, Reference = $"beer-api:1.1.0@{digest}" };
}
