using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Docs;

/// <summary>Lines of docs/getting-started-aws.md, typed as they stand there; aws, gh and ssh-keygen are played.</summary>
public sealed partial class GuideTests : IDisposable
{
    // Notes each call, and what it is given.
    private const string Noted =
        """
        printf '%s %s\n' "${0##*/}" "$*" >>"$CALLS"
        case $* in *"--input -"*) cat >"$CALLS.body.$(wc -l <"$CALLS")" ;; esac
        """;

    private readonly TemporaryFolder _folder = new();

    private static string Guide { get; } = File.ReadAllText(Pages.Full("docs/getting-started-aws.md"));

    private string Calls => Path.Combine(_folder.Path, "calls");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_files_say_whose_account_and_repository_it_is()
    {
        foreach (var part in new[] { "terraform-bootstrap/environments", "desired-state/environments" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, part));
            await Command.MustAsync("cp", "-r", $"{Path.Combine(Repository.Root, part)}/.", Path.Combine(_folder.Path, part));
        }

        await TypeAsync("perl -pi", ("account", "210987654321"), ("repository", "beers/pub"));

        string Text(string file) => File.ReadAllText(Path.Combine(_folder.Path, file));
        foreach (var environment in new[] { "staging", "production" })
        {
            Assert.Contains("\"publican-terraform-state-210987654321\"", Text($"terraform-bootstrap/environments/{environment}.s3.tfbackend"), StringComparison.Ordinal);
            Assert.Contains("image: 210987654321.dkr.ecr.", Text($"desired-state/environments/{environment}/beer-api.yaml"), StringComparison.Ordinal);
            Assert.Contains("git+https://github.com/beers/pub.git#main", Text($"terraform-bootstrap/environments/{environment}.tfvars"), StringComparison.Ordinal);
            Assert.Contains("= \"beers/pub\"", Text($"terraform-bootstrap/environments/{environment}.tfvars"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(254, "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com", "aws iam create-service-linked-role --aws-service-name ecs.application-autoscaling.amazonaws.com")]
    [InlineData(0)]
    public async Task An_account_that_never_used_ECS_gets_the_roles_it_lacks_and_another_keeps_its_own(int found, params string[] made)
    {
        _folder.Program("aws", $"{Noted}\ncase $* in *get-role*) exit {found} ;; esac\n");

        await TypeAsync("create-service-linked-role");

        var calls = await File.ReadAllLinesAsync(Calls, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["aws iam get-role --role-name AWSServiceRoleForECS", "aws iam get-role --role-name AWSServiceRoleForApplicationAutoScaling_ECSService"],
            calls.Where(call => call.Contains("get-role", StringComparison.Ordinal)));
        Assert.Equal(made, calls.Where(call => call.Contains("create-", StringComparison.Ordinal)));
        Assert.True(Guide.IndexOf("create-service-linked-role", StringComparison.Ordinal) < Guide.IndexOf("terraform apply -var-file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Environments_take_main_only_before_a_role_trusts_them()
    {
        _folder.Program("gh", Noted + "\ncase $* in 'api user'*) echo 42 ;; esac\n");

        await TypeAsync("environments/$environment", ("repository", "beers/pub"));

        foreach (var environment in new[] { "staging", "production" })
        {
            var body = Body($"gh api -X PUT repos/beers/pub/environments/{environment} --silent");
            Assert.Equal(42, (int?)body["reviewers"]![0]!["id"]);
            Assert.True((bool?)body["deployment_branch_policy"]!["custom_branch_policies"]);
            Assert.Contains($"gh api -X POST repos/beers/pub/environments/{environment}/deployment-branch-policies --silent -f name=main", File.ReadLines(Calls));
        }

        Assert.True(Guide.IndexOf("environments/$environment/deployment-branch-policies", StringComparison.Ordinal) < Guide.IndexOf("terraform = true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rule_of_main_lets_the_key_of_images_pass_and_nobody_else()
    {
        _folder.Program("gh", Noted + "\ncase $* in 'secret set'*) cat >>\"$CALLS.secret\" ;; esac\n");
        _folder.Program("ssh-keygen", Noted + "\necho private >push-key; echo public >push-key.pub\n");

        await TypeAsync("ssh-keygen", ("repository", "beers/pub"));
        await TypeAsync("/rulesets", ("repository", "beers/pub"));

        Assert.Equal("private\n", await File.ReadAllTextAsync(Calls + ".secret", TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(_folder.Path, "push-key*"));
        Assert.Contains("gh secret set PUSH_KEY --env images", File.ReadLines(Calls));
        var rule = Body("gh api -X POST repos/beers/pub/rulesets --silent");
        Assert.Equal("DeployKey", (string?)Assert.Single(rule["bypass_actors"]!.AsArray())!["actor_type"]);
        Assert.Equal(["deletion", "non_fast_forward", "pull_request", "required_status_checks"], rule["rules"]!.AsArray().Select(one => (string)one!["type"]!));
    }

    /// <summary>Terraform refuses to change the backend of a folder without it.</summary>
    [Fact]
    public async Task One_folder_serves_both_environments()
    {
        var inits = (await Pages.AllAsync()).SelectMany(page => Init().Matches(page.Text).Select(match => match.Value)).ToList();

        Assert.True(inits.Count > 3);
        Assert.All(inits, init => Assert.Contains(" -reconfigure ", init, StringComparison.Ordinal));
    }

    private JsonNode Body(string call) => JsonNode.Parse(File.ReadAllText($"{Calls}.body.{File.ReadLines(Calls).TakeWhile(line => !line.StartsWith(call + " ", StringComparison.Ordinal)).Count() + 1}"))!;

    /// <summary>The block of the guide that has this text in it.</summary>
    private async Task TypeAsync(string mark, params (string Name, string Value)[] variables)
    {
        var block = Block().Matches(Guide).Select(match => match.Groups["lines"].Value).Single(lines => lines.Contains(mark, StringComparison.Ordinal));
        var typed = await Command.RunAsync("bash", ["-euo", "pipefail", "-c", block], _folder.Path, _folder.Environment([("CALLS", Calls), .. variables]));
        Assert.True(typed.ExitCode == 0, typed.Output);
    }

    [GeneratedRegex(@"^```sh\n(?<lines>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("terraform init [^\n`]*-backend-config[^\n`]*")]
    private static partial Regex Init();
}
