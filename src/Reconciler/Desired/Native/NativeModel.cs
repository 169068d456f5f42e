using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Amazon.Runtime;

namespace Publican.Desired.Native;

/// <summary>The structures of the ECS API as the SDK's classes declare them, so that no list of names has to be kept beside it.</summary>
internal static class NativeModel
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<NativeMember>> Known = new();

    public static ImmutableArray<NativeMember> MembersOf(Type structure) => Known.GetOrAdd(structure, Read);

    public static NativeMember? Member(Type structure, string name) => MembersOf(structure).FirstOrDefault(member => member.Name == name);

    public static bool IsWord(Type type) => type.IsSubclassOf(typeof(ConstantClass));

    /// <summary>What an enumeration of the API may say.</summary>
    public static ImmutableArray<string> Words(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ConstantClass>().Select(word => word.Value)];

    /// <summary>The type of a list's items; null for what is no list.</summary>
    public static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0] : null;

    public static bool IsMap(Type type) => type == typeof(Dictionary<string, string>);

    private static ImmutableArray<NativeMember> Read(Type structure) =>
    [
        .. structure.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property is { CanRead: true, CanWrite: true } && !property.IsDefined(typeof(ObsoleteAttribute)))
            .Select(property => new NativeMember(char.ToLowerInvariant(property.Name[0]) + property.Name[1..], property)),
    ];
}

/// <param name="Name">As the API spells it.</param>
internal sealed record NativeMember(string Name, PropertyInfo Property)
{
    public Type Type { get; } = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
}
