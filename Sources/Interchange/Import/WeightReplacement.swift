import Formats

/// Weights of one file for the architecture of another one.
struct WeightReplacement {
  private let path: String
  private let weights: [String: ForeignTensor]

  /// - Parameter key: the entry that holds the weights, for a file with several.
  init(_ file: ForeignModelFile, path: String, key: String?) throws(InterchangeError) {
    self.path = path
    var tensors: [(name: String, tensor: ForeignTensor)]
    switch file {
    case .torchWeights(let file):
      do throws(FormatError) { tensors = try file.weights(key: key) } catch { throw .format(error) }
    case .safetensors(let file):
      tensors = file.names.compactMap { name in file.tensors[name].map { (name, $0) } }
    case .torchExport(let file):
      tensors = file.graph.stored.values.map { ($0.name, $0.tensor) }
    case .onnx(let file): tensors = file.graph.stored.values.map { ($0.name, $0.tensor) }
    }
    weights = Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
  }

  /// The graph with its parameters and buffers replaced by those of the same names.
  ///
  /// - Throws: `InterchangeError.network` naming the first parameter that is missing or of another shape.
  func applied(to graph: ForeignGraph, graphPath: String) throws(InterchangeError) -> ForeignGraph {
    let wanted = graph.stored.values.filter { $0.kind == .parameter || $0.kind == .buffer || $0.kind == .unknown }
    let prefix = try commonPrefix(Set(wanted.map(\.name)), graphPath)
    var stored = graph.stored
    var missing: [String] = []
    for (key, own) in graph.stored {
      guard let tensor = weights[prefix + own.name] ?? tied(own, in: graph, prefix) else {
        if own.kind == .parameter || own.kind == .unknown && own.tensor.extents.count > 1 { missing.append(own.name) }
        continue
      }
      guard tensor.extents == own.tensor.extents || tensor.count == own.tensor.count && tensor.count == 1 else {
        throw .network(
          path: path,
          reason: "\(own.name) has the shape \(tensor.extents) here and \(own.tensor.extents) in \(graphPath)")
      }
      stored[key] = ForeignGraph.Stored(name: own.name, tensor: tensor, kind: own.kind)
    }
    guard missing.isEmpty else {
      throw .network(
        path: path,
        reason: "it has no \(missing.sorted().prefix(3).joined(separator: ", "))"
          + (missing.count > 3 ? " and \(missing.count - 3) more" : "") + ", which \(graphPath) needs")
    }
    return ForeignGraph(
      dialect: graph.dialect, nodes: graph.nodes, inputs: graph.inputs, stored: stored, storedOrder: graph.storedOrder,
      outputs: graph.outputs, stated: graph.stated, producer: graph.producer)
  }

  /// The weights of a tied tensor under one of its other names.
  private func tied(_ own: ForeignGraph.Stored, in graph: ForeignGraph, _ prefix: String) -> ForeignTensor? {
    graph.stored.values.lazy
      .filter { $0.name != own.name && $0.tensor.isSame(as: own.tensor) }
      .compactMap { weights[prefix + $0.name] }.first
  }

  /// What the file's names have before those of the architecture, such as `model.`.
  private func commonPrefix(_ names: Set<String>, _ graphPath: String) throws(InterchangeError) -> String {
    if names.contains(where: { weights[$0] != nil }) { return "" }
    for name in weights.keys.sorted() {
      for wanted in names where name.hasSuffix("." + wanted) { return String(name.dropLast(wanted.count)) }
    }
    throw .network(
      path: path,
      reason: "none of its tensors has the name of a parameter of \(graphPath); it begins with "
        + (weights.keys.sorted().first ?? "nothing"))
  }
}
