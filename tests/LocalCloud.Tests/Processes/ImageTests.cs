using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Processes;

public sealed class ImageTests
{
    [Fact]
    public async Task The_list_of_images_names_each_with_its_digest_and_says_what_is_wrong_with_a_bad_one()
    {
        await using var region = await TestRegion.StartAsync().WithClusterAsync();
        region.Script("web:1.0", "true", new { A = "b" });
        region.Image("bad:1", "no-such-program-on-path", []);

        var images = JsonNode.Parse(await region.Http.GetStringAsync("/_local/images"))!["images"]!.AsArray();

        Assert.Equal(["bad:1", "web:1.0"], images.Select(image => (string)image!["image"]!));
        Assert.Contains("not on PATH", (string)images[0]!["error"]!);
        Assert.Equal("b", (string)images[1]!["env"]!["A"]!);
        Assert.StartsWith("sha256:", (string)images[1]!["digest"]!);
    }

    [Fact]
    public async Task An_image_can_be_named_by_its_digest()
    {
        await using var region = await TestRegion.StartAsync().WithClusterAsync();
        region.Script("web:1.0", "exit 4");
        var digest = (string)JsonNode.Parse(await region.Http.GetStringAsync("/_local/images"))!["images"]![0]!["digest"]!;

        var task = await region.TaskInAsync(await region.RunTaskAsync(await region.RegisterAsync("web", "web@" + digest)), "STOPPED");

        Assert.Equal(4, (int)task["containers"]![0]!["exitCode"]!);
    }
}
