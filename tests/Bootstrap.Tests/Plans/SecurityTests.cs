using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Bootstrap.Policies;
using Publican.Bootstrap.Terraform;

namespace Publican.Bootstrap.Plans;

/// <summary>Rules that hold whatever is chosen, read from the plan of each environment.</summary>
public sealed class SecurityTests
{
    public static TheoryData<string> Files => [.. Plan.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_database_is_private_encrypted_backed_up_and_speaks_TLS_only(string file)
    {
        var plan = Plan.Of(file);
        var database = Assert.Single(plan.All("aws_db_instance"));
        Assert.False(database.Is("publicly_accessible"));
        Assert.True(database.Is("storage_encrypted"));
        Assert.True(database.Is("manage_master_user_password"));
        Assert.Null(database["password"]);
        Assert.InRange((int)database["backup_retention_period"]!, 1, 35);
        Assert.True(database.Is("performance_insights_enabled"));
        var parameters = Assert.Single(plan.All("aws_db_parameter_group"));
        Assert.Contains(parameters["parameter"]!.AsArray(), parameter => (string?)parameter!["name"] == "rds.force_ssl" && (string?)parameter["value"] == "1");
        Assert.Equal(parameters.Text("name"), database.Text("parameter_group_name"));
        Assert.All(
            plan.All("aws_vpc_security_group_ingress_rule").Where(rule => rule.Text("ip_protocol") == "-1" || ((int?)rule["from_port"] <= 5432 && (int?)rule["to_port"] >= 5432)),
            rule => Assert.True(new[] { "cidr_ipv4", "cidr_ipv6", "prefix_list_id" }.All(from => rule[from] is null && !rule.IsKnownLater(from)), $"{rule} is for more than a security group"));
    }

    [Fact]
    public void Production_cannot_be_deleted_by_accident()
    {
        var plan = Plan.Of("environments/production.tfvars");
        var database = Assert.Single(plan.All("aws_db_instance"));
        Assert.True(database.Is("deletion_protection") && database.Is("multi_az") && !database.Is("skip_final_snapshot"));
        Assert.True(Assert.Single(plan.All("aws_lb")).Is("enable_deletion_protection"));
    }

    /// <summary>Switching the protection off is the first step of every destroy, so it must not be what takes the snapshot away.</summary>
    [Fact]
    public void Production_leaves_a_snapshot_of_a_name_of_its_own_when_its_protection_is_off()
    {
        var plan = Plan.Of("environments/production.tfvars", "deletion_protection=false");
        var database = Assert.Single(plan.All("aws_db_instance"));
        Assert.False(database.Is("deletion_protection"));
        Assert.False(database.Is("skip_final_snapshot") || database.Is("delete_automated_backups"));

        // Random, so that the snapshot of an environment of the same name that was destroyed before is not in its way.
        Assert.True(database.IsKnownLater("final_snapshot_identifier"));
        Assert.Single(plan.All("random_id"));
    }

    /// <summary>Whatever would stop terraform destroy half-way is off.</summary>
    [Fact]
    public void Staging_can_be_destroyed_in_one_go()
    {
        var plan = Plan.Least;
        var database = Assert.Single(plan.All("aws_db_instance"));
        Assert.True(!database.Is("deletion_protection") && database.Is("skip_final_snapshot"));
        Assert.False(Assert.Single(plan.All("aws_lb")).Is("enable_deletion_protection"));
        Assert.All(plan.All("aws_ecr_repository"), repository => Assert.True(repository.Is("force_delete")));
        Assert.All(plan.All("aws_s3_bucket"), bucket => Assert.True(bucket.Is("force_destroy")));
        Assert.All(plan.All("aws_service_discovery_service"), service => Assert.True(service.Is("force_destroy")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_but_80_and_443_is_open_to_everybody(string file)
    {
        var plan = Plan.Of(file);
        var rules = plan.All("aws_vpc_security_group_ingress_rule");

        Assert.All(rules.Where(IsOpen), rule => Assert.True(rule.Text("ip_protocol") == "tcp" && rule.Text("from_port") == rule.Text("to_port") && rule.Text("from_port") is "80" or "443", $"{rule} is open to everybody"));

        // A range that only the apply will know cannot be judged: addresses of NAT gateways are the only ones.
        Assert.All(rules.Where(rule => rule.IsKnownLater("cidr_ipv4")), rule => Assert.StartsWith("module.load_balancer.aws_vpc_security_group_ingress_rule.probes[", rule.Address, StringComparison.Ordinal));

        // Rules that stand in other ways than as resources of their own would escape the test.
        Assert.Empty(plan.All("aws_security_group_rule"));
        Assert.All(plan.All("aws_security_group").Concat(plan.All("aws_default_security_group")), group => Assert.True(group["ingress"] is null or JsonArray { Count: 0 }, $"{group} has rules in it"));
        Assert.Single(plan.All("aws_default_security_group"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Tasks_and_the_database_have_no_public_address(string file)
    {
        var plan = Plan.Of(file);
        Assert.All(plan.All("aws_ecs_service"), service => Assert.False(service.Is("network_configuration.assign_public_ip")));
        Assert.All(plan.All("aws_subnet"), subnet => Assert.False(subnet.Is("map_public_ip_on_launch")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_kept_is_encrypted_and_not_for_everybody(string file)
    {
        var plan = Plan.Of(file);
        Assert.All(plan.All("aws_sqs_queue"), queue => Assert.True(queue.Is("sqs_managed_sse_enabled")));
        Assert.All(plan.All("aws_ecr_repository"), repository =>
        {
            Assert.Equal("AES256", repository.Text("encryption_configuration.encryption_type"));
            Assert.Equal("IMMUTABLE", repository.Text("image_tag_mutability"));
            Assert.True(repository.Is("image_scanning_configuration.scan_on_push"));
        });

        BucketsAreClosed(plan);
        Assert.All(plan.All("aws_sqs_queue"), queue =>
            DeniesWithoutTls(Assert.Single(plan.All("aws_sqs_queue_policy")).Text("policy"), "sqs:*", $"arn:aws:sqs:eu-west-1:123456789012:{queue.Text("name")}"));
        Assert.All(plan.All("aws_cloudwatch_log_group"), group => Assert.InRange((int)group["retention_in_days"]!, 1, 3653));
    }

    /// <summary>Terraform's state tells names and addresses of everything there is.</summary>
    [Fact]
    public void The_bucket_of_the_state_is_encrypted_versioned_and_not_for_everybody()
    {
        var plan = Plan.StateBucket;
        Assert.Single(plan.All("aws_s3_bucket"));
        Assert.Equal("Enabled", Assert.Single(plan.All("aws_s3_bucket_versioning")).Text("versioning_configuration.status"));
        BucketsAreClosed(plan);
    }

    /// <summary>State files are copied around. A secret is written to AWS and kept nowhere else.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void No_secret_is_in_the_plan_or_the_state(string file)
    {
        var plan = Plan.Of(file);
        var secure = plan.All("aws_ssm_parameter").Where(parameter => parameter.Text("type") == "SecureString").ToList();

        Assert.InRange(secure.Count, 2, 3);
        Assert.All(secure, parameter => Assert.True(parameter["value_wo_version"] is not null && parameter["value"] is null && parameter["insecure_value"] is null, parameter.Address));
        Assert.Empty(plan.All("random_password"));
        Assert.Empty(plan.All("aws_iam_access_key"));
    }

    [Fact]
    public void With_a_certificate_traffic_is_HTTPS_and_HTTP_only_says_where()
    {
        var plan = Plan.Of("tests/everything.tfvars");
        foreach (var listener in plan.All("aws_lb_listener"))
        {
            if (listener.Text("port") == "80")
            {
                Assert.Equal(("redirect", "HTTPS", "443"), (listener.Text("default_action.type"), listener.Text("default_action.redirect.protocol"), listener.Text("default_action.redirect.port")));
                continue;
            }

            Assert.Equal("HTTPS", listener.Text("protocol"));
            Assert.StartsWith("ELBSecurityPolicy-TLS13-", listener.Text("ssl_policy"), StringComparison.Ordinal);
        }

        Assert.Equal(["443", "80", "8443"], plan.All("aws_lb_listener").Select(listener => listener.Text("port")!).Order(StringComparer.Ordinal));
    }

    /// <summary>The reconciler may change what carries these tags: it must not find its own service, the load balancer or the cluster among it.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void No_resource_of_terraform_carries_a_tag_of_the_reconciler(string file)
    {
        var tagged = Plan.Of(file).Resources.SelectMany(resource => (resource["tags_all"] as JsonObject ?? []).Select(tag => (resource.Address, tag.Key))).ToList();

        Assert.True(tagged.Count > 100);
        Assert.DoesNotContain(tagged, tag => tag.Key.StartsWith("publican:", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Everything_has_a_name_of_its_environment_and_the_same_tags(string file)
    {
        foreach (var tags in Plan.Of(file).Resources.Select(resource => resource["tags_all"]).OfType<JsonObject>())
            Assert.Empty(new[] { "Project", "Environment", "ManagedBy" }.Except(tags.Select(tag => tag.Key)));
        foreach (var role in Plan.Of(file).All("aws_iam_role"))
            Assert.Matches("^publican-(staging|production|everything)-[a-z-]+$", role.Text("name"));
    }

    /// <summary>Exact subjects: a pattern would let in other branches or other repositories.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void GitHub_is_let_in_by_repository_and_branch_alone(string file)
    {
        var plan = Plan.Of(file);
        var environment = plan.One("aws_ssm_parameter.outputs[\"cluster\"]").Text("value")!["publican-".Length..];
        var all = new Dictionary<string, string[]>
        {
            ["images"] = ["repo:example/publican:ref:refs/heads/main"],
            ["plan"] = ["repo:example/publican:ref:refs/heads/main", "repo:example/publican:pull_request"],
            ["terraform-plan"] = ["repo:example/publican:ref:refs/heads/main", "repo:example/publican:pull_request"],
            ["terraform-apply"] = [$"repo:example/publican:environment:{environment}"],
        };
        var roles = plan.Resources.Where(resource => resource.Address.StartsWith("module.identity.aws_iam_role.github[", StringComparison.Ordinal)).ToList();

        // Production takes the repositories of staging, so nobody pushes with a role of production.
        string[] expected = environment switch { "production" => ["plan"], "staging" => ["images", "plan"], _ => [.. all.Keys] };
        Assert.Equal(expected.Order(StringComparer.Ordinal), roles.Select(role => role.Text("name")!.Split("-github-")[1]).Order(StringComparer.Ordinal));
        foreach (var role in roles)
        {
            var trust = Assert.Single(Statement.Read(role.Text("assume_role_policy")!));
            Assert.Contains(trust.Conditions, condition => condition is { Operator: "StringEquals", Key: "token.actions.githubusercontent.com:aud", Values: ["sts.amazonaws.com"] });
            var subjects = trust.Conditions.Single(condition => condition.Key == "token.actions.githubusercontent.com:sub");
            Assert.Equal("StringEquals", subjects.Operator);
            Assert.Equal(all[role.Text("name")!.Split("-github-")[1]].Order(StringComparer.Ordinal), subjects.Values.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Of the lever's container; the reconciler's is made in the same way and names things that only an apply knows.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Containers_run_without_root_on_a_root_that_cannot_be_written(string file)
    {
        var container = JsonNode.Parse(Plan.Of(file).One("module.reconciler[0].aws_ecs_task_definition.lever").Text("container_definitions")!)![0]!;
        Assert.True((bool?)container["readonlyRootFilesystem"]);
        Assert.Equal("1654", (string?)container["user"]);
    }

    /// <summary>Beside ECS, whose start of tasks AWS documents no condition for, a service is let in on behalf of this account only.</summary>
    [Fact]
    public void A_service_of_AWS_takes_a_role_for_this_account_alone()
    {
        foreach (var role in new[] { "module.network.aws_iam_role.flow[0]", "module.identity.aws_iam_role.task", "module.identity.aws_iam_role.reconciler", "module.identity.aws_iam_role.lever" })
        {
            var trust = Assert.Single(Statement.Read(Plan.Of("tests/everything.tfvars").One(role).Text("assume_role_policy")!));
            Assert.Contains(trust.Conditions, condition => condition is { Operator: "StringEquals", Key: "aws:SourceAccount", Values: ["123456789012"] });
        }
    }

    /// <summary>All of IPv6 and a list of somebody else's are as open as 0.0.0.0/0, and so are its two halves.</summary>
    private static bool IsOpen(Planned rule) =>
        rule["cidr_ipv6"] is not null || rule["prefix_list_id"] is not null || rule.IsKnownLater("cidr_ipv6") || rule.IsKnownLater("prefix_list_id")
        || (rule.Text("cidr_ipv4")?.Split('/') is [_, var length] && int.Parse(length, CultureInfo.InvariantCulture) < 8);

    private static void BucketsAreClosed(Plan plan)
    {
        foreach (var name in plan.All("aws_s3_bucket").Select(bucket => bucket.Text("bucket")!))
        {
            Planned Of(string type) => Assert.Single(plan.All(type), resource => resource.Text("bucket") == name);

            Assert.Contains(Of("aws_s3_bucket_server_side_encryption_configuration").Text("rule.apply_server_side_encryption_by_default.sse_algorithm"), new[] { "AES256", "aws:kms" });
            var block = Of("aws_s3_bucket_public_access_block");
            Assert.True(block.Is("block_public_acls") && block.Is("block_public_policy") && block.Is("ignore_public_acls") && block.Is("restrict_public_buckets"), name);
            DeniesWithoutTls(Of("aws_s3_bucket_policy").Text("policy"), "s3:*", $"arn:aws:s3:::{name}", $"arn:aws:s3:::{name}/*");
        }
    }

    private static void DeniesWithoutTls(string? policy, string action, params string[] resources)
    {
        var statements = JsonNode.Parse(policy!)!["Statement"]!.AsArray();
        var denies = Statement.Read(policy!).Where((statement, index) => !statement.IsAllow && statements[index]!["Principal"]!.ToString() == "*");
        Assert.Contains(denies, deny => deny.Actions.SequenceEqual([action]) && !resources.Except(deny.Resources).Any()
            && deny.Conditions is [{ Operator: "Bool", Key: "aws:SecureTransport", Values: ["false"] }]);
    }
}
