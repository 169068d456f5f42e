using LocalCloud.Protocols;

namespace LocalCloud.Pages;

/// <summary>GET /.</summary>
internal sealed class OverviewRoute(OverviewReader reader) : ILocalRoutes
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", () => Results.Text(OverviewPage.Render(reader.Read()), "text/html; charset=utf-8"));
}

internal static class PageRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<OverviewReader>()
        .AddSingleton<ILocalRoutes, OverviewRoute>();
}
