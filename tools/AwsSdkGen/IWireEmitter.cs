namespace AwsSdkGen;

/// <summary>How members go over the wire.</summary>
internal interface IWireEmitter
{
    IReadOnlyList<string> Usings { get; }

    /// <summary>The type an answer is read from; the generated variable is called "element".</summary>
    string Source { get; }

    /// <summary>A method that writes the members of a class.</summary>
    void Write(CodeWriter code, IReadOnlyList<Member> members);

    /// <summary>Statements that set one member of <paramref name="target"/> when the answer has it.</summary>
    void Assign(CodeWriter code, string target, Member member);

    /// <summary>Marshaller and unmarshaller expressions of an operation.</summary>
    /// <param name="errors">Expression that makes an exception from an error answer.</param>
    (string Marshaller, string Unmarshaller) Pipeline(Operation operation, string errors);
}
