namespace Publican.Observed;

/// <summary>A task definition of the service's family, as ECS keeps it.</summary>
/// <param name="Number">Of the family, from 1; higher is newer.</param>
/// <param name="Revision">Null where Publican did not register it.</param>
/// <param name="Active">False once it was deregistered: nothing new can be started from it.</param>
public sealed record PastRevision(string Arn, int Number, string? Revision, RevisionVerdict? Verdict, bool Active)
{
    /// <summary>From <c>arn:aws:ecs:…:task-definition/family:7</c>.</summary>
    public static int NumberOf(string arn) => int.TryParse(arn.AsSpan(arn.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
}
