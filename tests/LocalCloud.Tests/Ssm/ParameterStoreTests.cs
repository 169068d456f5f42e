using Amazon;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Ssm;

/// <summary>Parameter Store through Amazon's own client.</summary>
public sealed class ParameterStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private TestRegion _region = null!;
    private AmazonSimpleSystemsManagementClient _ssm = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync();
        var config = new AmazonSimpleSystemsManagementConfig { ServiceURL = _region.Endpoint.ToString(), AuthenticationRegion = RegionEndpoint.EUWest1.SystemName };
        _ssm = new AmazonSimpleSystemsManagementClient(new BasicAWSCredentials("any", "any"), config);
    }

    public ValueTask DisposeAsync()
    {
        _ssm.Dispose();
        return _region.DisposeAsync();
    }

    [Fact]
    public async Task Every_write_makes_a_version_and_each_can_be_read()
    {
        Assert.Equal(1, (await PutAsync("/a", "one")).Version);
        Assert.Equal(2, (await PutAsync("/a", "two", overwrite: true)).Version);

        var newest = await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a" }, Cancel);
        var first = await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:1" }, Cancel);

        Assert.Equal(("two", 2), (newest.Parameter.Value, newest.Parameter.Version));
        Assert.Equal(("one", 1, ":1"), (first.Parameter.Value, first.Parameter.Version, first.Parameter.Selector));
        Assert.Equal("arn:aws:ssm:eu-west-1:000000000000:parameter/a", newest.Parameter.ARN);
        await Assert.ThrowsAsync<ParameterVersionNotFoundException>(
            () => _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:3" }, Cancel));
        await Assert.ThrowsAsync<ParameterNotFoundException>(() => _ssm.GetParameterAsync(new GetParameterRequest { Name = "/b" }, Cancel));
    }

    [Fact]
    public async Task The_oldest_versions_go_when_there_are_more_than_a_hundred()
    {
        for (var i = 1; i <= 101; i++) await PutAsync("/a", $"v{i}", overwrite: true);
        Assert.Equal("v2", (await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:2" }, Cancel)).Parameter.Value);
        await Assert.ThrowsAsync<ParameterVersionNotFoundException>(
            () => _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:1" }, Cancel));
    }

    [Fact]
    public async Task A_secure_string_is_readable_only_with_decryption()
    {
        await PutAsync("/secret", "hunter2", ParameterType.SecureString);
        var masked = await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/secret" }, Cancel);
        var open = await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/secret", WithDecryption = true }, Cancel);
        Assert.Equal("hunter2", open.Parameter.Value);
        Assert.DoesNotContain("hunter2", masked.Parameter.Value);
        Assert.DoesNotContain("hunter2", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(masked.Parameter.Value)));
    }

    [Fact]
    public async Task A_path_is_read_in_pages_of_ten_with_or_without_what_lies_deeper()
    {
        for (var i = 0; i < 23; i++) await PutAsync($"/env/p{i:D2}", "x");
        await PutAsync("/env/deeper/p", "x");
        await PutAsync("/environment/p", "x");

        var names = new List<string>();
        var sizes = new List<int>();
        var request = new GetParametersByPathRequest { Path = "/env", Recursive = true };
        await foreach (var page in _ssm.Paginators.GetParametersByPath(request).Responses)
        {
            sizes.Add(page.Parameters.Count);
            names.AddRange(page.Parameters.Select(parameter => parameter.Name));
        }

        Assert.Equal([10, 10, 4], sizes);
        Assert.Equal(24, names.Distinct().Count());
        Assert.DoesNotContain("/environment/p", names);
        var flat = await _ssm.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/env/deeper" }, Cancel);
        Assert.Equal("/env/deeper/p", Assert.Single(flat.Parameters).Name);
    }

    [Fact]
    public async Task A_page_may_be_empty_and_still_not_be_the_last()
    {
        for (var i = 0; i < 12; i++) await PutAsync($"/env/a/p{i:D2}", "x");
        await PutAsync("/env/z", "x");

        var first = await _ssm.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/env" }, Cancel);
        Assert.Empty(first.Parameters);
        var second = await _ssm.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/env", NextToken = first.NextToken }, Cancel);
        Assert.Equal("/env/z", Assert.Single(second.Parameters).Name);
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task A_label_reads_its_version_and_moves()
    {
        await PutAsync("/a", "one");
        await PutAsync("/a", "two", overwrite: true);
        await LabelAsync("/a", 1, "current");
        Assert.Equal("one", (await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:current" }, Cancel)).Parameter.Value);

        await LabelAsync("/a", 2, "current");

        var found = (await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:current" }, Cancel)).Parameter;
        Assert.Equal(("two", ":current"), (found.Value, found.Selector));
        var history = await _ssm.GetParameterHistoryAsync(new GetParameterHistoryRequest { Name = "/a" }, Cancel);
        Assert.Equal([(1, ""), (2, "current")], history.Parameters.Select(version => ((int)version.Version!, string.Join(',', version.Labels ?? []))));
        await _ssm.UnlabelParameterVersionAsync(new UnlabelParameterVersionRequest { Name = "/a", ParameterVersion = 2, Labels = ["current"] }, Cancel);
        await Assert.ThrowsAsync<ParameterVersionNotFoundException>(() => _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:current" }, Cancel));
    }

    [Fact]
    public async Task Labels_that_AWS_would_not_take_are_listed_and_the_others_attached()
    {
        await PutAsync("/a", "x");

        var answer = await _ssm.LabelParameterVersionAsync(
            new LabelParameterVersionRequest { Name = "/a", Labels = ["good", "1bad", "aws-bad", "ssm.bad", "has space"] }, Cancel);

        Assert.Equal(["1bad", "aws-bad", "ssm.bad", "has space"], answer.InvalidLabels);
        Assert.Equal("x", (await _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a:good" }, Cancel)).Parameter.Value);
        await Assert.ThrowsAsync<ParameterVersionLabelLimitExceededException>(
            () => LabelAsync("/a", 1, [.. Enumerable.Range(0, 10).Select(i => $"l{i}")]));
    }

    [Fact]
    public async Task The_oldest_version_is_not_dropped_while_it_has_a_label()
    {
        await PutAsync("/a", "1");
        await LabelAsync("/a", 1, "keep");
        for (var version = 2; version <= 100; version++) await PutAsync("/a", $"{version}", overwrite: true);

        await Assert.ThrowsAsync<ParameterMaxVersionLimitExceededException>(() => PutAsync("/a", "101", overwrite: true));

        await _ssm.UnlabelParameterVersionAsync(new UnlabelParameterVersionRequest { Name = "/a", ParameterVersion = 1, Labels = ["keep"] }, Cancel);
        await PutAsync("/a", "101", overwrite: true);
    }

    [Fact]
    public async Task Several_are_read_at_once_and_those_missing_are_named()
    {
        await PutAsync("/a", "x");
        var answer = await _ssm.GetParametersAsync(new GetParametersRequest { Names = ["/a", "/b", "/a:9"] }, Cancel);
        Assert.Equal("/a", Assert.Single(answer.Parameters).Name);
        Assert.Equal(["/b", "/a:9"], answer.InvalidParameters);
        var error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(
            () => _ssm.GetParametersAsync(new GetParametersRequest { Names = [.. Enumerable.Range(0, 11).Select(i => $"/p{i}")] }, Cancel));
        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [Fact]
    public async Task What_AWS_refuses_is_refused_with_its_code()
    {
        await PutAsync("/a", "x");
        await Assert.ThrowsAsync<ParameterAlreadyExistsException>(() => PutAsync("/a", "y"));
        await Assert.ThrowsAsync<HierarchyTypeMismatchException>(() => PutAsync("/a", "y", ParameterType.SecureString, overwrite: true));
        await Assert.ThrowsAsync<ParameterNotFoundException>(
            () => _ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = "/nothing" }, Cancel));
        await Assert.ThrowsAsync<ParameterPatternMismatchException>(() => _ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/n", Value = "abc", Type = ParameterType.String, AllowedPattern = "^[0-9]+$" }, Cancel));
        await Assert.ThrowsAsync<HierarchyLevelLimitExceededException>(() => PutAsync(string.Concat(Enumerable.Repeat("/l", 16)), "x"));
        List<(string, string)> wrong =
            [("/a b", "x"), ("a/b", "x"), ("/aws/x", "x"), ("/ssm-x", "x"), ("/v", "{{ssm:other}}"), ("/v", new string('x', 4097))];
        foreach (var (name, value) in wrong)
        {
            var error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => PutAsync(name, value));
            Assert.Equal("ValidationException", error.ErrorCode);
        }
    }

    [Fact]
    public async Task Larger_values_need_the_advanced_tier_and_there_is_no_way_back()
    {
        var large = new string('x', 4097);
        var put = await _ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/a", Value = large, Type = ParameterType.String, Tier = ParameterTier.IntelligentTiering },
            Cancel);
        Assert.Equal(ParameterTier.Advanced, put.Tier);
        var error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => _ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/a", Value = "small", Overwrite = true, Tier = ParameterTier.Standard }, Cancel));
        Assert.Equal("ValidationException", error.ErrorCode);
        error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => _ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/b", Value = new string('x', 8193), Type = ParameterType.String, Tier = ParameterTier.Advanced }, Cancel));
        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [Fact]
    public async Task Parameters_have_tags_and_are_gone_when_deleted()
    {
        await _ssm.PutParameterAsync(
            new PutParameterRequest { Name = "/a", Value = "x", Type = ParameterType.String, Tags = [new Tag { Key = "team", Value = "beer" }] },
            Cancel);
        await _ssm.AddTagsToResourceAsync(
            new AddTagsToResourceRequest { ResourceType = ResourceTypeForTagging.Parameter, ResourceId = "/a", Tags = [new Tag { Key = "env", Value = "local" }] }, Cancel);
        var tags = await _ssm.ListTagsForResourceAsync(
            new ListTagsForResourceRequest { ResourceType = ResourceTypeForTagging.Parameter, ResourceId = "/a" }, Cancel);
        Assert.Equal(["env=local", "team=beer"], tags.TagList.Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal("/a", Assert.Single((await _ssm.DescribeParametersAsync(new DescribeParametersRequest(), Cancel)).Parameters).Name);

        await _ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = "/a" }, Cancel);

        await Assert.ThrowsAsync<ParameterNotFoundException>(() => _ssm.GetParameterAsync(new GetParameterRequest { Name = "/a" }, Cancel));
        Assert.Equal(1, (await PutAsync("/a", "again")).Version);
    }

    private Task<LabelParameterVersionResponse> LabelAsync(string name, long version, params List<string> labels) => _ssm.LabelParameterVersionAsync(
        new LabelParameterVersionRequest { Name = name, ParameterVersion = version, Labels = labels }, Cancel);

    private Task<PutParameterResponse> PutAsync(string name, string value, ParameterType? type = null, bool? overwrite = null) =>
        _ssm.PutParameterAsync(
            new PutParameterRequest { Name = name, Value = value, Type = type ?? ParameterType.String, Overwrite = overwrite }, Cancel);
}
