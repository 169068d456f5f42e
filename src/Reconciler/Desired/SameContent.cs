using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Publican.Desired;

/// <summary>
/// Whether two specs say the same. Records compare their lists by identity, so every commit would make all services other than before; and a property that
/// somebody adds must not be forgotten in a comparison by hand.
/// </summary>
internal static class SameContent
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    public static bool Is(object? one, object? other)
    {
        if (ReferenceEquals(one, other))
            return true;
        if (one is null || other is null || one.GetType() != other.GetType())
            return false;
        if (one is IEnumerable and not string)
            return ((IEnumerable)one).Cast<object?>().SequenceEqual(((IEnumerable)other).Cast<object?>(), Each);
        return IsPlain(one.GetType()) ? one.Equals(other) : MembersOf(one.GetType()).All(member => Is(member.GetValue(one), member.GetValue(other)));
    }

    private static readonly Comparer Each = new();

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace?.StartsWith("Publican", StringComparison.Ordinal) != true && !type.IsGenericType;

    private static PropertyInfo[] MembersOf(Type type) => Members.GetOrAdd(
        type, static of => [.. of.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.GetIndexParameters().Length == 0 && (property.CanWrite || of.IsValueType))]);

    private sealed class Comparer : IEqualityComparer<object?>
    {
        public new bool Equals(object? one, object? other) => Is(one, other);

        public int GetHashCode(object? item) => 0;
    }
}
