namespace LocalCloud.Protocols;

/// <summary>Pages under <c>/_local/</c>: what AWS does not tell, for tests and curious people. Register any number of them.</summary>
public interface ILocalRoutes
{
    void Map(IEndpointRouteBuilder routes);
}
