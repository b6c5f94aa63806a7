import Interchange
import Networks

extension Failure {
  /// Why a network of another program cannot be used, in words.
  init(_ error: InterchangeError) {
    switch error {
    case .format(let error): self.init(error)
    case .storage(let error): self.init(error)
    case .node(let path, let node, let operation, let reason):
      self.init(.data, "\(path): the node \(node) (\(operation)) cannot be translated: \(reason)")
    case .openExtent(let path, let input, let extent, _):
      self.init(
        .data,
        "\(path): the input \(input) has the open extent \(extent) beside the samples; name data that have it with "
          + "--data, where a command takes data, or export with a fixed one")
    case .network(let path, let reason): self.init(.data, "\(path): \(reason)")
    case .graph(let path, let error):
      self.init(.data, "\(path): the network cannot be translated: \(Self.words(error))")
    }
  }

  private static func words(_ error: GraphError) -> String {
    switch error {
    case .unsuitableOutput(let name):
      "the output \(name) is no number for each sample; name another with --output-name"
    case .tooManyParameters: "it has more parameters than any file"
    case .unsuitableGroups(let node, let groups, let input):
      "\(node) has \(groups) groups for an input of \(input)"
    case .noInput: "it has no input"
    case .duplicateName(let name): "two nodes are called \(name)"
    case .cycle(let node, _): "\(node) depends on itself"
    case .wrongArity(let node, _, let found): "\(node) has \(found) inputs"
    case .mismatchedShapes(let node, _): "the inputs of \(node) do not fit"
    }
  }
}
