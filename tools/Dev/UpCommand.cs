using System.Diagnostics;
using Publican.Stack;

namespace Publican.Dev;

/// <summary><c>./dev up</c>: the whole stack in the foreground until Ctrl-C.</summary>
internal static class UpCommand
{
    /// <summary>What an earlier run may have left; the database is always new, so the rest is, too.</summary>
    private static readonly string[] Left = ["desired-state", "desired-state.git", "reconciler", "data", "images"];

    public static async Task<int> RunAsync(UpOptions options)
    {
        using var stop = new StopSignal();
        Directory.CreateDirectory(options.Folder);
        var endpoints = new Endpoints(options.Folder);
        using var owner = Lock(options.Folder);
        if (owner is null)
        {
            Console.WriteLine("./dev up is running already:");
            Console.WriteLine(endpoints.Read() ?? "(it has not finished starting)");
            return 3;
        }

        endpoints.Remove();
        Clean(options.Folder);
        if (options.Port != 0 && !FreePort.IsFree(options.Port))
        {
            Console.Error.WriteLine($"dev: port {options.Port} of 127.0.0.1 is in use by another program; LocalCloud needs it. Stop that program and try again");
            return 1;
        }

        try
        {
            return await RunStackAsync(options, endpoints, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.WriteLine("stopped before it was ready");
            return 0;
        }
        finally
        {
            endpoints.Remove();
        }
    }

    private static async Task<int> RunStackAsync(UpOptions options, Endpoints endpoints, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        Console.WriteLine("starting PostgreSQL, LocalCloud, a Git repository and the reconciler …");
        await using var stack = await LocalStack.StartAsync(
            new StackOptions(options.Folder, options.Port, options.IsBeside ? 0 : FreePort.Prefer(8080), options.IsBeside ? 0 : FreePort.Prefer(8090)));
        await stack.WaitForBeersAsync(TimeSpan.FromSeconds(60), stop);
        endpoints.Write(stack);
        stack.Reconciler.Restarted = process =>
        {
            endpoints.Write(stack);
            Console.WriteLine($"the reconciler ended and was started again, as process {process}");
        };
        Console.WriteLine(Welcome(stack, Stopwatch.GetElapsedTime(started)));
        await Task.WhenAny(stack.Cloud.Exited, Task.Delay(Timeout.Infinite, stop));
        if (stop.IsCancellationRequested)
        {
            endpoints.Remove();
            Console.WriteLine("stopping …");
            return 0;
        }

        Console.Error.WriteLine($"dev: LocalCloud ended by itself:\n{stack.Cloud.Output}");
        return 1;
    }

    // An open handle is a lock that the kernel releases when its owner dies, however it dies.
    private static FileStream? Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Clean(string folder)
    {
        foreach (var left in Left.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
            Directory.Delete(left, recursive: true);
        File.Delete(Path.Combine(folder, "local-cloud.json"));
    }

    private static string Welcome(LocalStack stack, TimeSpan took) => $"""

        Publican is up ({took.TotalSeconds:0} s). The reconciler brought up beer-api 1.0.0 from a Git commit.

          beers          {stack.Beers}            (through the load balancer)
          status         {stack.Reconciler.Status}api/v1/services
          AWS endpoint   {stack.Cloud.Endpoint}       (any credentials, region {Hands.Region})
          desired state  {stack.Desired.Clone}
          PostgreSQL     {stack.DatabaseUrl}

        Try
          curl {stack.Beers}
          curl -X POST {stack.Beers}beers -H 'Content-Type: application/json' -d '{JsonSample}'
          AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION={Hands.Region} \
            aws --endpoint-url {stack.Cloud.Endpoint.ToString().TrimEnd('/')} ecs describe-services --cluster {Hands.Cluster} --services beer-api-blue beer-api-green
          cd {stack.Desired.Clone} && sed -i 's/beer-api:1.0.0/beer-api:1.1.0/' local/beer-api.yaml && git commit -am 'beer-api 1.1.0' && git push
          … and watch {stack.Reconciler.Status}api/v1/services/beer-api; bad images: bad-in-preview, bad-never-ready, bad-before-job, and, while requests come, bad-at-10-percent

        Ctrl-C stops everything.

        """;

    private const string JsonSample = """{"name":"Plain Porter","style":"Porter","abv":4.8}""";
}
