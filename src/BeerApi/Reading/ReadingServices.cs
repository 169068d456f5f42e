namespace BeerApi.Reading;

internal static class ReadingServices
{
    public static IServiceCollection AddReading(this IServiceCollection services) => services
        .AddSingleton<BeerCopy>()
        .AddSingleton<Heard>()
        .AddSingleton<ReadCounts>()
        .AddSingleton<BeerReads>()
        .AddHostedService<ChangeListener>();
}
