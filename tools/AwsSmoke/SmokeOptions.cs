namespace Publican.AwsSmoke;

/// <summary>Where the assumptions are checked. Nothing is asked of AWS unless <c>--yes</c> is there: it makes things, and some cost money.</summary>
/// <param name="Endpoint">Null for AWS itself.</param>
internal sealed record SmokeOptions(string Region, string Vpc, IReadOnlyList<string> Subnets, string? Endpoint)
{
    public const string Usage =
        """
        ./dev aws-smoke --region REGION --vpc ID --subnets ID,ID --yes [--endpoint URL]

        Checks in a real account what docs/local-cloud.md marks as assumed, and deletes what it made. It makes a cluster, a service of no
        tasks, an internal load balancer with rules and target groups, and parameters, all named publican-smoke-…: some cents for some
        minutes. Credentials come the way every AWS SDK finds them. --endpoint asks a LocalCloud instead.
        """;

    /// <exception cref="FormatException">Says what is missing or wrong.</exception>
    public static SmokeOptions Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var agreed = false;
        for (var index = 0; index < args.Count; index++)
        {
            if (args[index] == "--yes")
            {
                agreed = true;
                continue;
            }

            if (args[index] is not ("--region" or "--vpc" or "--subnets" or "--endpoint")) throw new FormatException($"'{args[index]}' is not an option");
            if (index + 1 == args.Count) throw new FormatException($"{args[index]} needs a value");
            values[args[index]] = args[++index];
        }

        if (!agreed) throw new FormatException("--yes is missing: it makes things in a real account");
        var subnets = Required("--subnets").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (subnets.Length < 2) throw new FormatException("--subnets needs two of different zones: a load balancer spans two");
        return new SmokeOptions(Required("--region"), Required("--vpc"), subnets, values.GetValueOrDefault("--endpoint"));

        string Required(string name) => values.GetValueOrDefault(name) ?? throw new FormatException($"{name} is missing");
    }
}
