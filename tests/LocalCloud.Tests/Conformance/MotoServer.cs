using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LocalCloud.Tests.Conformance;

/// <summary>moto_server, an emulator of AWS's control plane that others wrote, on a port of its own.</summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private readonly Process _process;

    private MotoServer(Process process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    public Uri Endpoint { get; }

    /// <summary>Skips the test where it is not installed.</summary>
    public static async Task<MotoServer> StartAsync(CancellationToken cancel)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("moto_server is not installed, so there is nobody to compare with");
        }

        // It writes a line for each request; nobody reads them, but a full pipe would stop it.
        process!.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var endpoint = new Uri($"http://127.0.0.1:{port}");
        using var http = new HttpClient { BaseAddress = endpoint };
        await Support.Fact.ComesTrueAsync(async () =>
        {
            Assert.False(process.HasExited, "moto_server ended at its start");
            try
            {
                using var answer = await http.GetAsync("/moto-api/", cancel);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, answers => answers);
        return new MotoServer(process, endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
