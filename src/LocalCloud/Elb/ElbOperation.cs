using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Answers from the state and changes nothing.</summary>
internal delegate XElement ReadOperation(ElbState state, QueryInput input);

/// <summary>Makes the next state. Errors are thrown before anything has changed.</summary>
internal delegate Change WriteOperation(ElbState state, QueryInput input, ElbEnvironment environment);

internal readonly record struct Change(ElbState State, XElement Result);
