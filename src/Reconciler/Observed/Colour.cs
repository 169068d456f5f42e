namespace Publican.Observed;

/// <summary>The two sides of a service. Blue is also the anchor: its ECS service carries the stored record.</summary>
public enum Colour
{
    Blue,
    Green,
}

public static class Colours
{
    public static Colour Other(this Colour colour) => colour == Colour.Blue ? Colour.Green : Colour.Blue;

    /// <summary><c>blue</c> or <c>green</c>, as names and tags spell it.</summary>
    public static string Word(this Colour colour) => colour == Colour.Blue ? "blue" : "green";

    public static Colour? Parse(string? word) => word switch
    {
        "blue" => Colour.Blue,
        "green" => Colour.Green,
        _ => null,
    };
}

/// <summary>One value a side.</summary>
public sealed record Pair<T>(T Blue, T Green)
{
    public T this[Colour colour] => colour == Colour.Blue ? Blue : Green;

    public Pair<T> With(Colour colour, T value) => colour == Colour.Blue ? this with { Blue = value } : this with { Green = value };

    public Pair<TResult> Select<TResult>(Func<T, TResult> map) => new(map(Blue), map(Green));
}
