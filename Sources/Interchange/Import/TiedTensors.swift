import Formats
import Models

/// Tensors that exporters wrote several times although the network has them once.
enum TiedTensors {
  /// Elements from which equal matrices are no coincidence.
  private static let smallest = 64

  /// The graph with equal matrices, also transposed ones, as one; and what to say about it.
  ///
  /// PyTorch's older exporter writes a tied table a second time, transposed.
  static func retied(_ graph: ForeignGraph) -> (ForeignGraph, Set<String>) {
    var groups: [[Int]: [String]] = [:]
    for key in graph.storedOrder {
      guard let stored = graph.stored[key], stored.tensor.element.isFloat, stored.tensor.extents.count == 2,
        stored.tensor.count >= smallest
      else { continue }
      groups[stored.tensor.extents.sorted(), default: []].append(key)
    }
    var (renamed, transposed): ([String: String], Set<String>) = ([:], [])
    var remarks: Set<String> = []
    for keys in groups.values where keys.count > 1 {
      var known: [(key: String, tensor: ForeignTensor, print: UInt64)] = []
      for key in keys {
        guard let tensor = graph.stored[key]?.tensor, let print = fingerprint(tensor) else { continue }
        // Equal numbers in any order have equal fingerprints: only then are they compared one by one.
        let same = known.first { $0.print == print && relation($0.tensor, tensor) != nil }
        guard let same, let relation = relation(same.tensor, tensor) else {
          known.append((key, tensor, print))
          continue
        }
        renamed[key] = same.key
        if relation == .transposed { transposed.insert(key) }
        remarks.insert("\(key) and \(same.key) hold the same numbers and are one parameter")
      }
    }
    guard !renamed.isEmpty else { return (graph, []) }
    func replaced(_ argument: ForeignGraph.Argument) -> ForeignGraph.Argument {
      guard case .value(let name) = argument, let other = renamed[name] else { return argument }
      return .value(transposed.contains(name) ? "\(name)/transposed" : other)
    }
    var nodes = graph.nodes.map { node in
      ForeignGraph.Node(
        name: node.name, operation: node.operation, inputs: node.inputs.map(replaced),
        attributes: node.attributes,
        outputs: node.outputs, scope: node.scope, rules: node.rules)
    }
    for key in transposed.sorted() {
      nodes.insert(
        ForeignGraph.Node(
          name: "\(key)/transposed", operation: "Transpose", inputs: [.value(renamed[key] ?? key)],
          attributes: ["perm": .list([.integer(1), .integer(0)])], outputs: ["\(key)/transposed"]), at: 0)
    }
    return (
      ForeignGraph(
        dialect: graph.dialect, nodes: nodes, inputs: graph.inputs,
        stored: graph.stored.filter { renamed[$0.key] == nil },
        storedOrder: graph.storedOrder.filter { renamed[$0] == nil }, outputs: graph.outputs,
        stated: graph.stated,
        producer: graph.producer), remarks
    )
  }

  private enum Relation {
    case equal
    case transposed
  }

  private static func relation(_ a: ForeignTensor, _ b: ForeignTensor) -> Relation? {
    let (first, second) = (a.floats(), b.floats())
    if a.extents == b.extents, first == second { return .equal }
    guard a.extents == b.extents.reversed() else { return nil }
    return ViewStep.applying([.permute([1, 0])], to: first, extents: a.extents) == second ? .transposed : nil
  }

  /// A sum of the bits that does not depend on their order; nil for numbers that are all alike.
  private static func fingerprint(_ tensor: ForeignTensor) -> UInt64? {
    let numbers = tensor.floats()
    guard Set(numbers.prefix(smallest)).count > 2 else { return nil }
    return numbers.reduce(0) { $0 &+ UInt64($1.bitPattern) }
  }
}
