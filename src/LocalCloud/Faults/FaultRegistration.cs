using LocalCloud.Protocols;

namespace LocalCloud.Faults;

internal static class FaultRegistration
{
    public static IServiceCollection AddFaults(this IServiceCollection services) => services
        .AddSingleton<HeldAnswers>()
        .AddSingleton<FaultTable>()
        .AddSingleton<StaleAnswers>()
        .AddSingleton<FaultWishes>()
        .AddSingleton<CallFaults>()
        .AddSingleton<ILocalRoutes, FaultPages>();
}
