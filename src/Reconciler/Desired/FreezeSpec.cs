namespace Publican.Desired;

/// <summary>A window in which no rollout begins. Ways home, rollbacks and repairs are never held by it.</summary>
/// <param name="Cron">Five fields, on the wall clock of the time zone: when it begins.</param>
/// <param name="TimeZone">IANA name, such as Europe/London.</param>
/// <param name="For">How long it lasts, in time that passes.</param>
/// <param name="Overrun">What is under way goes on; without it no weight rises meanwhile.</param>
public sealed record FreezeSpec(string Name, string Cron, string TimeZone, TimeSpan For, bool Overrun);
