using System.Diagnostics;
using Publican.Stack;

namespace Publican.Dev;

/// <summary><c>./dev up</c>: the whole stack in the foreground until Ctrl-C.</summary>
internal static class UpCommand
{
    /// <summary>What an earlier run may have left; the database is always new, so the rest is, too.</summary>
    private static readonly string[] Left = ["desired-state", "desired-state.git", "reconciler", "data", "images"];

    private static readonly string Folder = Path.Combine(Repository.Root, ".local");

    public static async Task<int> RunAsync()
    {
        using var stop = new StopSignal();
        Directory.CreateDirectory(Folder);
        using var owner = Lock();
        if (owner is null)
        {
            Console.WriteLine("./dev up is running already:");
            Console.WriteLine(File.Exists(Endpoints.File) ? await File.ReadAllTextAsync(Endpoints.File) : "(it has not finished starting)");
            return 3;
        }

        var started = Stopwatch.GetTimestamp();
        Endpoints.Remove();
        Clean();
        if (!FreePort.IsFree(4566))
        {
            Console.Error.WriteLine("dev: port 4566 of 127.0.0.1 is in use by another program; LocalCloud needs it. Stop that program and try again");
            return 1;
        }

        try
        {
            await using var stack = await LocalStack.StartAsync(new StackOptions(Folder, 4566, FreePort.Prefer(8080), FreePort.Prefer(8090)));
            await stack.WaitForBeersAsync(TimeSpan.FromSeconds(60)).WaitAsync(stop.Token);
            Endpoints.Write(stack);
            stack.Reconciler.Restarted = _ => Endpoints.Write(stack);
            Console.WriteLine(Welcome(stack, Stopwatch.GetElapsedTime(started)));
            await Task.WhenAny(stack.Cloud.Exited, Task.Delay(Timeout.Infinite, stop.Token));
            if (!stop.Token.IsCancellationRequested)
            {
                Console.Error.WriteLine($"dev: LocalCloud ended by itself:\n{stack.Cloud.Output}");
                return 1;
            }

            Console.WriteLine("stopping …");
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.WriteLine("stopped before it was ready");
        }
        catch (TimeoutException error)
        {
            Console.Error.WriteLine($"dev: {error.Message}");
            return 1;
        }
        finally
        {
            Endpoints.Remove();
        }

        return 0;
    }

    // An open handle is a lock that the kernel releases when its owner dies, however it dies.
    private static FileStream? Lock()
    {
        try
        {
            return new FileStream(Path.Combine(Folder, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Clean()
    {
        foreach (var left in Left.Select(name => Path.Combine(Folder, name)).Where(Directory.Exists))
            Directory.Delete(left, recursive: true);
        File.Delete(Path.Combine(Folder, "local-cloud.json"));
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
          … and watch {stack.Reconciler.Status}api/v1/services/beer-api; bad images: bad-in-preview, bad-at-10-percent, bad-never-ready, bad-before-job

        Ctrl-C stops everything.

        """;

    private const string JsonSample = """{"name":"Plain Porter","style":"Porter","abv":4.8}""";
}
