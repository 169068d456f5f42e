namespace Publican.Status;

/// <summary>The queue of events, as the instance that reads it last saw it.</summary>
/// <param name="Reading">False while another instance leads: only one reads, as two would take events away from each other.</param>
/// <param name="Error">Why it could not be read last; null while it can. The sweep finds everything meanwhile.</param>
/// <param name="Received">Messages since this process started.</param>
/// <param name="Ignored">Those among them that were no events, or none that Publican asks for.</param>
/// <param name="LastAt">When the last one came; null before the first.</param>
public sealed record EventsStatus(string Queue, bool Reading, string? Error, long Received, long Ignored, DateTimeOffset? LastAt);
