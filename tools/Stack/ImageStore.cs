using System.Text.Json;

namespace Publican.Stack;

/// <summary>Writes the images at hand as LocalCloud reads them: one JSON file a tag, naming a built program.</summary>
public static class ImageStore
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private sealed record Image(string Tag, string Project, string[] Args, Dictionary<string, string> Env);

    /// <summary>From tests/images/images.json to FOLDER/images/beer-api/TAG.json.</summary>
    public static IReadOnlyList<string> Write(string folder)
    {
        var images = JsonSerializer.Deserialize<Image[]>(File.ReadAllText(Path.Combine(Repository.Root, "tests", "images", "images.json")), Web)!;
        var target = Directory.CreateDirectory(Path.Combine(folder, "images", "beer-api")).FullName;
        foreach (var image in images)
        {
            var program = Repository.Program(Path.GetFileName(image.Project));
            File.WriteAllText(Path.Combine(target, $"{image.Tag}.json"), JsonSerializer.Serialize(new { program, args = image.Args, env = image.Env }, Web));
        }

        return [.. images.Select(image => image.Tag)];
    }
}
