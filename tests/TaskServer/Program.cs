// What LocalCloud's tests run as a task: an HTTP server on HOST:PORT whose health can be switched off by a call.
var app = WebApplication.CreateSlimBuilder().Build();
var (host, port) = (Environment.GetEnvironmentVariable("HOST"), Environment.GetEnvironmentVariable("PORT"));
app.Urls.Add($"http://{host}:{port}");

var healthy = Environment.GetEnvironmentVariable("HEALTHY") != "no";
app.MapGet("/", () => Environment.GetEnvironmentVariable("NAME") ?? host);
app.MapGet("/health", () => healthy ? Results.Ok("alive") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
app.MapPost("/break", () => healthy = false);
app.Run();
