using System.Globalization;
using System.Net;

// What the framework costs by itself: one endpoint that does nothing, one that sends as many bytes as a page of beers; nothing logged.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(builder.Configuration["PORT"]!, CultureInfo.InvariantCulture)));
var app = builder.Build();
app.MapGet("/", () => "");
var page = new byte[int.Parse(builder.Configuration["PAGE"]!, CultureInfo.InvariantCulture)];
app.MapGet("/page", () => Results.Bytes(page, "application/json"));
await app.RunAsync();
