using System.Globalization;
using Publican.Dev;
using Publican.Dev.Demo;
using Publican.Dev.Mutation;
using Publican.Dev.Region;
using Publican.Stack;

// The work behind ./dev. Exit codes: 0 ok, 1 failed, 2 usage, 3 already running, 130 stopped by Ctrl-C.
try
{
    return args switch
    {
        ["up"] => await UpCommand.RunAsync(UpOptions.From(Environment.GetEnvironmentVariable)),
        ["region", .. var options] => await RegionCommand.RunAsync(RegionOptions.Parse(options, Environment.GetEnvironmentVariable)),
        ["demo", .. var options] => await DemoCommand.RunAsync(DemoOptions.Parse(options)),
        ["test", .. var options] => await TestCommand.RunAsync(options),
        ["mutate", .. var options] => await MutateCommand.RunAsync(options),
        ["bench", "idle"] => await IdleBenchmark.RunAsync(),
        ["bench", "push"] => await PushBenchmark.RunAsync(),
        ["bench", "revert"] => await RevertBenchmark.RunAsync(releases: 100),
        ["bench", "revert", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out var releases) && releases > 0 => await RevertBenchmark.RunAsync(releases),
        ["bench", ..] => Usage("bench knows: idle, push, revert [N], sweep, estate, rates, beer, balancer"),
        _ => Usage($"unknown command '{string.Join(' ', args)}'"),
    };
}
catch (UsageException error)
{
    return Usage(error.Message);
}
catch (Exception error) when (error is StackException or TimeoutException or IOException)
{
    Console.Error.WriteLine($"dev: {error.Message}");
    return 1;
}

catch (OperationCanceledException)
{
    // Ctrl-C, and everything that was started is stopped.
    return 130;
}

static int Usage(string message)
{
    Console.Error.WriteLine($"dev: {message}; ./dev help lists the commands");
    return 2;
}

namespace Publican.Dev
{
    /// <summary>The command line is wrong; the message says how.</summary>
    public sealed class UsageException(string message) : Exception(message);
}
