import Formats
import Networks
import Tensors

/// Which axis of each input grows with the number of samples, and what the other open extents are.
struct InputBinding {
  /// Shape of each input, in the file's order.
  let shapes: [ValueShape]
  /// The number of samples in a file that fixes it.
  let fixedBatch: Int?

  /// - Parameter known: extents for one sample by input, from data that the network is to be used with.
  /// - Throws: `InterchangeError.network` where an extent stays open.
  init(_ graph: ForeignGraph, known: [[Int]?], path: String) throws(InterchangeError) {
    let batch = Self.batchSymbol(graph)
    var bound: [String: Int] = [:]
    for (position, input) in graph.inputs.enumerated() {
      guard let extents = input.extents, position < known.count, var own = known[position] else { continue }
      var rest = extents.filter { $0 != batch }
      // Without the number of samples, a file has that as its first extent.
      if batch == nil, rest.count == own.count + 1 { rest.removeFirst() }
      if rest.count != own.count {
        // Data may have more or fewer axes of one position, such as the channel of grey images.
        rest.removeAll { $0 == .fixed(1) }
        own.removeAll { $0 == 1 }
      }
      guard rest.count == own.count else { continue }
      for case (.symbol(let name), let extent) in zip(rest, own) { bound[name] = extent }
    }
    var shapes: [ValueShape] = []
    var fixed: Int?
    for input in graph.inputs {
      guard let extents = input.extents else {
        throw .network(
          path: path, reason: "the input \(input.name) has no shape; export with an example of two samples")
      }
      guard !extents.isEmpty else {
        throw .network(path: path, reason: "the input \(input.name) is a single number")
      }
      var (own, axis): ([Int], Int?) = ([], batch.flatMap { extents.firstIndex(of: $0) })
      for (index, extent) in extents.enumerated() {
        switch extent {
        case _ where index == axis: own.append(1)
        case .fixed(let number): own.append(number)
        case .symbol(let name):
          guard let number = bound[name] else {
            throw .openExtent(
              path: path, input: input.name, extent: name, inputs: graph.inputs.map(\.name))
          }
          own.append(number)
        }
      }
      if axis == nil, batch == nil {
        // A file that fixes the number of samples: they come first.
        fixed = fixed ?? own[0]
        if own[0] == fixed {
          axis = 0
          own[0] = 1
        }
      }
      guard own.allSatisfy({ (1...1 << 24).contains($0) }) else {
        throw .network(path: path, reason: "the input \(input.name) has an extent that no data have")
      }
      let isIndex = !input.element.isFloat && input.element != .bool && Self.isLookedUp(input.name, in: graph)
      guard let axis else {
        throw .network(
          path: path, reason: "the input \(input.name) has no axis for the samples, which other inputs have")
      }
      shapes.append(ValueShape(own, batchAxis: axis, element: isIndex ? .int32 : .float32))
    }
    self.shapes = shapes
    fixedBatch = batch == nil ? fixed : nil
  }

  /// The symbol of the number of samples: the first one of the first input that has any.
  static func batchSymbol(_ graph: ForeignGraph) -> ForeignGraph.Extent? {
    for input in graph.inputs {
      if case .symbol? = input.extents?.first { return input.extents?.first }
    }
    // Recurrent networks may have the steps first; of several open extents none is known to be that of the samples.
    for input in graph.inputs {
      let symbols = input.extents?.filter { if case .symbol = $0 { true } else { false } } ?? []
      if symbols.count == 1 { return symbols[0] }
    }
    return nil
  }

  /// Whether an input's numbers name rows of a table.
  private static func isLookedUp(_ name: String, in graph: ForeignGraph) -> Bool {
    let passing = [
      "Cast", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Flatten", "aten.view.", "aten.reshape.",
      "aten.to.", "aten.clone",
      "aten.contiguous", "aten.alias", "aten.squeeze", "aten.unsqueeze", "aten.flatten", "aten._to_copy",
      "aten.slice", "Slice",
    ]
    var names: Set<String> = [name]
    for node in graph.nodes {
      let reads = node.inputs.contains {
        if case .value(let value) = $0 { names.contains(value) } else { false }
      }
      guard reads else { continue }
      switch node.operation {
      case "Gather", "aten.embedding.default", "aten.index.Tensor", "GatherElements": return true
      case let operation where passing.contains(where: operation.hasPrefix): names.formUnion(node.outputs)
      default: break
      }
    }
    return false
  }
}
