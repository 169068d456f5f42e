namespace BeerApi.Database;

/// <summary>The schema cannot be brought to where it should be; the message says what to do.</summary>
internal sealed class MigrationException(string message) : Exception(message);
