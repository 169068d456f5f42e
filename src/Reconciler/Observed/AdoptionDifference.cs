namespace Publican.Observed;

/// <summary>One field in which a service that is to be adopted is not as the files say.</summary>
/// <param name="Wanted">As Publican would write it.</param>
/// <param name="Found">As ECS shows it.</param>
public sealed record AdoptionDifference(string Field, string Wanted, string Found)
{
    public string Message => $"{Field}: {Wanted} is wanted, {Found} is found";
}
