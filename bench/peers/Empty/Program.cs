using System.Globalization;
using System.Net;

// What the framework costs by itself: one endpoint that does nothing, nothing logged.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(builder.Configuration["PORT"]!, CultureInfo.InvariantCulture)));
var app = builder.Build();
app.MapGet("/", () => "");
await app.RunAsync();
