using System.Text.Json;
using AwsSdkGen;

if (args is not ([_] or [_, _] or [_, _, _]))
{
    Console.Error.WriteLine("usage: AwsSdkGen OUTPUT-FOLDER [BOTOCORE-DATA-FOLDER [OPERATIONS-FILE]]");
    return 2;
}

var models = args.ElementAtOrDefault(1) ?? Botocore.FindData();
if (models is null)
{
    Console.Error.WriteLine("AwsSdkGen: botocore was not found; install it for python3, or name its data folder as the second argument");
    return 1;
}

var list = args.ElementAtOrDefault(2) ?? Path.Combine(AppContext.BaseDirectory, "operations.json");
using var operations = JsonDocument.Parse(File.ReadAllBytes(list));
foreach (var (path, text) in Generation.Run(operations.RootElement, models))
{
    var target = Path.Combine(args[0], path);
    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
    File.WriteAllText(target, text);
}

return 0;
