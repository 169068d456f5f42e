using System.Reflection;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using AwsSdk.Tests.Support;
using AwsSdkGen;

namespace AwsSdk.Tests;

/// <summary>
/// The packages the generated clients stand for cannot be had here, but AWSSDK.SimpleSystemsManagement can:
/// what the generator would write for Parameter Store must be what Amazon wrote.
/// </summary>
public sealed class OfficialPackageTests : IDisposable
{
    private const string Model = "Amazon.SimpleSystemsManagement.Model.";

    private static readonly Assembly Package = typeof(IAmazonSimpleSystemsManagement).Assembly;

    private static readonly string[] Operations =
    [
        "GetParameter", "GetParametersByPath", "PutParameter", "DeleteParameter", "DescribeParameters",
        "AddTagsToResource", "ListTagsForResource", "SendCommand", "GetInventory", "CreateOpsItem",
        "StartAutomationExecution", "GetAutomationExecution", "RegisterTaskWithMaintenanceWindow",
    ];

    private readonly JsonDocument _model = ServiceModel.Load(Path.Combine(Models.RequireData(), "ssm"));
    private readonly Service _service;

    public OfficialPackageTests()
    {
        var model = new ServiceModel(_model.RootElement, new HashSet<string>());
        _service = new Service("SimpleSystemsManagement", model, Operations, "a test");
    }

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Every_property_has_the_official_name_and_type()
    {
        (string Name, Shape Shape)[] types =
        [
            .. _service.Structures.Select(shape => (shape.Name, shape)),
            .. _service.Operations.Select(operation => ($"{operation.Name}Request", _service.Shape(operation.Input)!)),
            .. _service.Operations.Select(operation => ($"{operation.Name}Response", _service.Shape(operation.Output)!)),
        ];
        var ours = types
            .SelectMany(
                type => type.Shape.Members,
                (type, member) => $"{type.Name}.{member.Property}: {_service.PropertyType(member.Shape)}")
            .ToList();
        var theirs = types.SelectMany(type => Official(type.Name).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}: {Spelled(property.PropertyType)}")
            .ToHashSet();

        Assert.True(ours.Count > 200, $"only {ours.Count} properties were compared");
        Assert.Equal([], ours.Except(theirs));
    }

    [Fact]
    public void Every_constant_has_the_official_name_and_value()
    {
        var ours = _service.Enumerations
            .SelectMany(shape => shape.Constants, (shape, value) => (shape.Name, Constant: Naming.Constant(value), Value: value))
            .ToList();

        Assert.True(ours.Count > 50, $"only {ours.Count} constants were compared");
        Assert.All(ours, constant =>
        {
            var type = Package.GetType("Amazon.SimpleSystemsManagement." + constant.Name, throwOnError: true)!;
            Assert.Equal(constant.Value, ((ConstantClass)type.GetField(constant.Constant)!.GetValue(null)!).Value);
        });
    }

    [Fact]
    public void Every_exception_has_the_official_name()
    {
        Assert.NotEmpty(_service.Errors);
        Assert.All(
            _service.Errors,
            error => Assert.Equal(typeof(AmazonSimpleSystemsManagementException), Official(Naming.Exception(error.Name)).BaseType));
    }

    private static Type Official(string name) => Package.GetType(Model + name, throwOnError: true)!;

    /// <summary>A type as C# code spells it.</summary>
    private static string Spelled(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Spelled(value) + "?";
        if (type.IsGenericType)
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Spelled))}>";
        return type.Name switch
        {
            "Int32" => "int",
            "Int64" => "long",
            "Boolean" => "bool",
            "Double" => "double",
            "String" => "string",
            var name => name,
        };
    }
}
