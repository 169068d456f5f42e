using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>What carries out the state: the load balancer itself.</summary>
public interface IDataPlane
{
    /// <summary>Makes the world follow from one state to the next. Calls come one after the other.</summary>
    /// <exception cref="AwsException">It cannot be done; the state before stays in force.</exception>
    Task ApplyAsync(ElbState before, ElbState after);
}
