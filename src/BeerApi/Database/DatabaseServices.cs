using BeerApi.Configuration;

namespace BeerApi.Database;

internal static class DatabaseServices
{
    /// <summary>With 20 connections, 320 requests wait: as many as are answered within a fraction of a second while the database is well.</summary>
    private const int WaitingForEachConnection = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddDatabase(this IServiceCollection services, Settings settings) => services
        .AddSingleton(_ => BeerDataSource.Create(settings.Database))
        .AddSingleton(_ => new Gate(
            settings.Database.PoolSize,
            settings.Database.PoolSize * WaitingForEachConnection,
            Patience,
            "All connections to the database are busy; try again in a moment."))
        .AddSingleton<BeerDatabase>();
}
