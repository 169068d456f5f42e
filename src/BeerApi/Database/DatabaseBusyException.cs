namespace BeerApi.Database;

/// <summary>Too many others wait for the same thing; asking again in a moment is better than waiting longer.</summary>
internal sealed class DatabaseBusyException(string message) : Exception(message);
