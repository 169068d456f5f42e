using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Publican.Desired;

/// <summary>A revision is taken whole or not at all: either a state, or every error of every file.</summary>
public sealed record DesiredResult
{
    private DesiredResult(DesiredState? state, ImmutableArray<DesiredError> errors) => (State, Errors) = (state, errors);

    public DesiredState? State { get; }

    /// <summary>Ordered by file, line and column; empty when there is a state.</summary>
    public ImmutableArray<DesiredError> Errors { get; }

    [MemberNotNullWhen(true, nameof(State))]
    public bool IsValid => State is not null;

    public static DesiredResult Valid(DesiredState state) => new(state, []);

    public static DesiredResult Invalid(ImmutableArray<DesiredError> errors) => errors.IsEmpty
        ? throw new ArgumentException("an invalid desired state has at least one error", nameof(errors))
        : new(null, errors);
}
