namespace BeerApi.Configuration;

/// <summary>The environment of the process is wrong; the message says what and how to put it right, and shows no secret.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
