namespace Publican.Events;

/// <summary>Where an event says that there may be something to see. What is to be seen there only a look tells.</summary>
public abstract record Hint
{
    private Hint()
    {
    }

    /// <param name="Cluster">Its ARN.</param>
    /// <param name="Name">As ECS calls it.</param>
    public sealed record EcsService(string Cluster, string Name) : Hint;

    /// <summary>A task that Publican itself ran: a run of a job, a before-job, a check.</summary>
    /// <param name="Cluster">Its ARN.</param>
    /// <param name="Name">The service or job that it was run for.</param>
    public sealed record OneOffTask(string Cluster, string Name) : Hint;

    /// <param name="Name">Of a parameter in Parameter Store, written or deleted.</param>
    public sealed record Parameter(string Name) : Hint;
}
