using System.Diagnostics;
using System.Globalization;

namespace BeerApi.Tests.Reading;

/// <summary>A process that gets no processor, until disposed: what a network that swallows packets looks like to its client.</summary>
internal sealed class Stopped : IAsyncDisposable
{
    private readonly int id;

    private Stopped(int id) => this.id = id;

    public static Stopped Process(int id)
    {
        Signal("STOP", id);
        return new Stopped(id);
    }

    public ValueTask DisposeAsync()
    {
        Signal("CONT", id);
        return ValueTask.CompletedTask;
    }

    private static void Signal(string name, int id)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-s", name, id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
