using Publican.Bench;
using Publican.Stack;

// All parts, or the one that is named.
var parts = new Dictionary<string, Func<Task<bool>>>
{
    ["load"] = LoadBenchmark.RunAsync,
    ["size"] = SizeBenchmark.RunAsync,
    ["follow"] = FollowBenchmark.RunAsync,
    ["growth"] = GrowthBenchmark.RunAsync,
    ["bulk"] = BulkBenchmark.RunAsync,
};
if (args.Length > 1 || (args.Length == 1 && !parts.ContainsKey(args[0])))
{
    Console.Error.WriteLine($"dev: bench beer takes one of {string.Join(", ", parts.Keys)}, or nothing for all of them");
    return 2;
}

try
{
    var good = true;
    Output.Machine();
    foreach (var part in args is [var name] ? [parts[name]] : parts.Values.ToArray())
        good &= await part();
    return good ? 0 : 1;
}
catch (Exception error) when (error is StackException or TimeoutException)
{
    Console.Error.WriteLine($"dev: {error.Message}");
    return 1;
}
