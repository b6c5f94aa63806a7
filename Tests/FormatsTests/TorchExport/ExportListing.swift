import Formats

/// What was read from an archive as text, in the form of `Scripts/exports.py`.
struct ExportListing {
  let file: TorchExportFile

  var lines: [String] {
    let graph = file.graph
    return graph.inputs.map { "input \($0.name) \($0.element) \(shape($0.extents ?? []))" }
      + graph.stored.map { stored($0.key, $0.value) }.sorted()
      + graph.nodes.map(node)
      + graph.outputs.map { "output \($0)" }
      + [line("parameters", file.parameterNames), line("state", file.stateNames)]
  }

  private func line(_ title: String, _ names: [String]) -> String {
    "\(title) \(names.joined(separator: " "))"
  }

  private func shape(_ extents: [ForeignGraph.Extent]) -> String {
    let texts = extents.map { extent in
      switch extent {
      case .fixed(let number): "\(number)"
      case .symbol(let text): text
      }
    }
    return "[\(texts.joined(separator: ", "))]"
  }

  private func stored(_ value: String, _ stored: ForeignGraph.Stored) -> String {
    let tensor = stored.tensor
    return "\(stored.kind) \(value) \(stored.name) \(tensor.element) \(tensor.extents) \(tensor.strides) "
      + "\(Array(tensor.doubles().prefix(12)))"
  }

  private func node(_ node: ForeignGraph.Node) -> String {
    // PyTorch names results that nobody uses after the node.
    let outputs = node.outputs.map { $0.contains("_unused_") ? "_" : $0 }
    let stated = node.outputs.filter { !$0.contains("_unused_") }.map { shape(file.graph.stated[$0] ?? []) }
    let left = ([node.name] + outputs).joined(separator: " ")
    let right = (["@\(node.scope ?? "?")"] + stated).joined(separator: " ")
    let positions = node.inputs.map(text).joined(separator: ", ")
    let named = node.attributes.map { "\($0.key)=\(text($0.value))" }.sorted().joined(separator: ", ")
    return "\(left) = \(node.operation)(\(positions)) {\(named)} \(right)"
  }

  private func text(_ argument: ForeignGraph.Argument) -> String {
    switch argument {
    case .none: "none"
    case .value(let name): name
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .text(let text): "'\(text)'"
    case .tensor: "tensor"
    case .list(let elements): "[\(elements.map(text).joined(separator: ", "))]"
    case .graph: "{}"
    }
  }
}
