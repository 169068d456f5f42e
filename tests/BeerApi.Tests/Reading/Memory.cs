using System.Globalization;
using System.Net;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests.Reading;

/// <summary>Tells from outside whether a server answers from memory: it does so even while the table is locked against every statement.</summary>
internal static class Memory
{
    private static readonly TimeSpan LongForMemory = TimeSpan.FromSeconds(1);

    public static Task AnswersAsync(HttpClient client, string url, string path) => Eventually.True(
        async () =>
        {
            (await client.GetAsync(path)).Dispose();
            await using var locked = await Sql.LockBeersAsync(url);
            using var patience = new CancellationTokenSource(LongForMemory);
            try
            {
                using var answer = await client.GetAsync(path, patience.Token);
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (OperationCanceledException)
            {
                // It asks the database, and waits for the lock.
                return false;
            }
        },
        $"{path} is answered from memory");

    /// <summary>The backend of the only server that listens in this database.</summary>
    public static async Task<int> ListenerAsync(string url) => Convert.ToInt32(
        await Sql.ScalarAsync(url, "SELECT pid FROM pg_stat_activity WHERE application_name = 'beer-api listener' AND datname = current_database()"),
        CultureInfo.InvariantCulture);

    /// <summary>The last thing that each of them said is that it hears. Each is read from, since nobody else may want to know.</summary>
    public static Task HeardAgainAsync(params BeerProcess[] servers) => Eventually.True(
        async () =>
        {
            foreach (var server in servers)
            {
                (await server.Client.GetAsync("/beers?limit=1")).Dispose();
            }
            return servers.All(server => Last(server, "Changes are heard") > Last(server, "Changes are not heard"));
        },
        "the listeners are back");

    private static int Last(BeerProcess server, string text) => server.Output.LastIndexOf(text, StringComparison.Ordinal);
}
