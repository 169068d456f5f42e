using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using BeerApi.Beers;
using BeerApi.Tests.TestKit;
using Microsoft.AspNetCore.Http;

namespace BeerApi.Tests;

public sealed class BulkTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private const string NdJson = "application/x-ndjson";

    [Fact]
    public async Task Every_line_is_a_beer_blank_ones_aside()
    {
        using var answer = await PostAsync("""

            {"name": " Bière 🍺 ", "style": "Saison", "abv": 6.5}

            {"name": "No style", "abv": 0}
            {"name": "No line end", "style": null, "abv": 100}
            """.ReplaceLineEndings("\r\n"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, (await answer.JsonAsync()).GetProperty("added").GetInt32());
        Assert.Equal("Bière 🍺/Saison/6.5", await Sql.ScalarAsync(api.DatabaseUrl, "SELECT concat_ws('/', name, style, abv) FROM public.beers WHERE style = 'Saison'"));
        Assert.Equal(2L, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers WHERE name LIKE 'No %' AND style IS NULL"));
    }

    [Fact]
    public async Task One_bad_line_among_ten_thousand_and_nothing_is_added()
    {
        var lines = Lines(10_000, "All or nothing").ToList();
        lines[6_999] = """{"name": "", "abv": "x"}""";
        lines[7_000] = "{";

        await ProblemAssert.NamesAsync(await PostAsync(string.Join('\n', lines)), "line 7000: name", "line 7000: abv", "line 7001: body");

        Assert.Equal(0L, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers WHERE style = 'All or nothing'"));
    }

    [Fact]
    public async Task Ten_thousand_beers_arrive_together()
    {
        using var answer = await PostAsync(string.Join('\n', Lines(10_000, "Ten thousand")));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(10_000L, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers WHERE style = 'Ten thousand'"));
    }

    [Fact]
    public async Task A_body_of_rubbish_names_its_first_hundred_lines_and_no_more()
    {
        var problem = await ProblemAssert.IsAsync(await PostAsync(string.Concat(Enumerable.Repeat("rubbish\n", 5_000))), HttpStatusCode.BadRequest);

        Assert.Equal(100, problem.GetProperty("errors").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n\t\n")]
    public async Task A_body_without_beers_is_a_400(string body) => await ProblemAssert.NamesAsync(await PostAsync(body), "body");

    [Fact]
    public async Task Too_much_is_413()
    {
        await ProblemAssert.IsAsync(await PostAsync(string.Join('\n', Lines(50_001, "x"))), HttpStatusCode.RequestEntityTooLarge);
        await ProblemAssert.IsAsync(await PostAsync($$"""{"name": "A", "abv": 1, "more": "{{new string('x', 65 * 1024)}}"}"""), HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(0L, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers WHERE style = 'x'"));
    }

    /// <summary>In one piece, so that no line is ever seen without its end.</summary>
    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData(64 * 1024 + 1, false)]
    public async Task A_line_may_have_64_KiB_without_its_end_however_it_arrives(int length, bool fits)
    {
        var line = """{"name": "A", "abv": 1}""".PadRight(length);
        foreach (var end in new[] { "", "\n" })
        {
            var body = PipeReader.Create(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(line + end)));
            var reading = BulkLines.ReadAsync(body, TimeSpan.FromSeconds(1));
            if (fits)
            {
                Assert.Single((await reading).Beers);
            }
            else
            {
                Assert.Equal(413, (await Assert.ThrowsAsync<BadHttpRequestException>(() => reading)).StatusCode);
            }
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once_the_key_too() => await ProblemAssert.NamesAsync(
        await api.Client.SendAsync("POST", "/beers/bulk", """{"name": "", "abv": 1}""", NdJson, ("Idempotency-Key", "a b")), "Idempotency-Key", "line 1: name");

    [Fact]
    public async Task Another_type_is_415() =>
        await ProblemAssert.IsAsync(await api.Client.SendAsync("POST", "/beers/bulk", "[]"), HttpStatusCode.UnsupportedMediaType);

    /// <summary>While the client has not sent the last line, nobody waits for it inside the database.</summary>
    [Fact]
    public async Task An_upload_that_is_slow_holds_no_connection_and_a_fifth_one_is_asked_to_come_again()
    {
        await using var server = await BeerProcess.ServeAsync(api.DatabaseUrl, environment: new Dictionary<string, string> { ["DATABASE_POOL_SIZE"] = "1" });
        var uploads = Enumerable.Range(0, 4).Select(Slow).ToArray();
        var answers = uploads.Select(upload => server.Client.PostAsync("/beers/bulk", upload)).ToArray();
        await Eventually.True(
            async () =>
            {
                // A fifth that came before one of them had its place, and so it was that one that was turned away.
                foreach (var (i, answer) in answers.Index().Where(answer => answer.Item.IsCompleted).ToList())
                {
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer).StatusCode);
                    answers[i] = server.Client.PostAsync("/beers/bulk", uploads[i] = Slow(i));
                }

                await Task.WhenAll(uploads.Select(upload => upload.Begun));
                using var fifth = await server.Client.SendAsync("POST", "/beers/bulk", "{\"name\": \"Fifth\", \"abv\": 1}", NdJson);
                return fifth.StatusCode == HttpStatusCode.ServiceUnavailable && fifth.Headers.RetryAfter is not null && answers.All(answer => !answer.IsCompleted);
            },
            "all four uploads are under way, and a fifth is turned away");

        using (var meanwhile = await server.Client.GetAsync("/beers?limit=1"))
        {
            Assert.Equal(HttpStatusCode.OK, meanwhile.StatusCode);
        }
        foreach (var upload in uploads)
            upload.End();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(4L, await Sql.ScalarAsync(api.DatabaseUrl, "SELECT count(*) FROM public.beers WHERE name LIKE 'Slow _'"));

        static SlowContent Slow(int i) => new($"{{\"name\": \"Slow {i}\", \"abv\": 1}}\n");
    }

    private Task<HttpResponseMessage> PostAsync(string body) => api.Client.SendAsync("POST", "/beers/bulk", body, NdJson);

    private static IEnumerable<string> Lines(int count, string style) => Enumerable.Range(0, count).Select(i => $$"""{"name": "Beer {{i}}", "style": "{{style}}", "abv": {{i % 100}}.5}""");

    /// <summary>Sends its text at once and the end of the body only when it is told to.</summary>
    private sealed class SlowContent : HttpContent
    {
        private readonly byte[] text;
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowContent(string text)
        {
            this.text = Encoding.UTF8.GetBytes(text);
            Headers.ContentType = new(NdJson);
        }

        public Task Begun => begun.Task;

        public void End() => end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            try
            {
                await stream.WriteAsync(text);
                await stream.FlushAsync();
            }
            finally
            {
                // Nobody waits for one that was turned away before it began.
                begun.TrySetResult();
            }

            await end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
