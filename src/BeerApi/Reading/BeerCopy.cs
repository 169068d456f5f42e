using BeerApi.Configuration;

namespace BeerApi.Reading;

/// <summary>The part of the catalogue that this process has in memory: single beers, and pages of lists.</summary>
internal sealed class BeerCopy(Settings settings)
{
    private const long Megabyte = 1 << 20;

    /// <summary>False when the settings leave it no room.</summary>
    public bool IsOn => settings.ReadCopyMegabytes > 0;

    public RenderedCache<long> Beers { get; } = new(settings.ReadCopyMegabytes * Megabyte / 2);

    /// <summary>
    /// By the query as the client wrote it: what was understood once need not be read again. Any change may move any page, so each
    /// drops all of them. Where reads are many, one question fills a page for thousands.
    /// </summary>
    public RenderedCache<string> Pages { get; } = new(settings.ReadCopyMegabytes * Megabyte / 2);

    /// <summary>Forgets what the change made old. Called with changes that others made, and with our own before they are answered.</summary>
    public void Apply(Change change)
    {
        if (change.Ids is null)
        {
            Forget();
            return;
        }
        foreach (var id in change.Ids)
        {
            Beers.Change(id);
        }
        if (change.Ids.Count == 0)
        {
            // Nobody has kept a new beer, but somebody may have asked for it a moment too early.
            Beers.ForgetQuestions();
        }
        Pages.ChangeAll();
    }

    /// <summary>Forgets everything: a change may have been missed.</summary>
    public void Forget()
    {
        Beers.ChangeAll();
        Pages.ChangeAll();
    }
}
