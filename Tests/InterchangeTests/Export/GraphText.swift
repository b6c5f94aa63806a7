import Formats
import Storage

/// A network of another program as text: what is computed from what, not by which numbers.
struct GraphText {
  let lines: [String]

  init(_ graph: ForeignGraph) {
    func text(_ argument: ForeignGraph.Argument) -> String {
      switch argument {
      case .none: "none"
      case .value(let name): name
      case .integer(let number): "\(number)"
      case .number(let number): "\(Float(number))"
      case .flag(let flag): "\(flag)"
      case .text(let text): "'\(text)'"
      case .tensor(let tensor): "\(tensor.element.rawValue)\(tensor.extents)\(tensor.doubles())"
      case .list(let list): "[\(list.map(text).joined(separator: ", "))]"
      case .graph: "graph"
      }
    }
    func extents(_ extents: [ForeignGraph.Extent]?) -> String {
      (extents ?? []).map { extent in
        switch extent {
        case .fixed(let number): "\(number)"
        case .symbol(let symbol): symbol
        }
      }.joined(separator: "×")
    }
    let stored = graph.storedOrder.compactMap { name in
      graph.stored[name].map { stored in
        // Integers are axes and extents.
        let numbers = stored.tensor.element == .int64 ? " \(stored.tensor.integers())" : ""
        return
          "stored \(name) = \(stored.name) \(stored.tensor.element.rawValue) \(stored.tensor.extents)\(numbers)"
      }
    }
    let inputs = graph.inputs.map { "input \($0.name) \($0.element.rawValue) \(extents($0.extents))" }
    let nodes = graph.nodes.map { node in
      let attributes = node.attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\(text($0.value))" }
        .joined()
      return
        "\(node.outputs.joined(separator: ", ")) = \(node.operation)(\(node.inputs.map(text).joined(separator: ", ")))"
        + attributes
    }
    lines = stored + inputs + nodes + graph.outputs.map { "output \($0) \(extents(graph.stated[$0]))" }
  }

  /// The first digits of a digest of the text.
  var digest: String {
    Digest(of: Array(lines.joined(separator: "\n").utf8)).short
  }
}
