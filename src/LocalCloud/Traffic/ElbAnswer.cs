using System.Text;
using LocalCloud.Elb;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalCloud.Traffic;

/// <summary>Answers that the load balancer gives itself.</summary>
internal static class ElbAnswer
{
    private const string Server = "awselb/2.0";

    public static Task ErrorAsync(HttpContext context, int status)
    {
        var title = $"{status} {ReasonPhrases.GetReasonPhrase(status)}";
        return WriteAsync(context, status, "text/html",
            $"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n");
    }

    public static Task FixedAsync(HttpContext context, FixedResponseAction action) =>
        WriteAsync(context, action.StatusCode, action.ContentType ?? "text/plain; charset=utf-8", action.Body ?? "");

    public static Task RedirectAsync(HttpContext context, RedirectAction action)
    {
        context.Response.Headers.Location = RedirectLocation.Of(action, RequestFacts.Of(context), context.Connection.LocalPort);
        return WriteAsync(context, action.StatusCode, "text/html", "");
    }

    private static Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        var (response, bytes) = (context.Response, Encoding.UTF8.GetBytes(body));
        response.StatusCode = status;
        response.Headers.Server = Server;
        if (status == StatusCodes.Status204NoContent) return Task.CompletedTask;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes).AsTask();
    }
}
