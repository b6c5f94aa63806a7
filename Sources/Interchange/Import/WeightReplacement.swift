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
  /// - Throws: `InterchangeError.network` naming the first parameter that is missing or of another shape, and where the graph
  ///   lacks batch normalization that the weights have: an exporter has folded it into numbers of the weights' names.
  func applied(to graph: ForeignGraph, graphPath: String) throws(InterchangeError) -> ForeignGraph {
    let wanted = graph.stored.values.filter {
      $0.kind == .parameter || $0.kind == .buffer || $0.kind == .unknown
    }
    let renaming = try renaming(of: Set(wanted.map(\.name)), graphPath)
    if case .onnx = graph.dialect, let name = foldedStatistics(graph, renaming) {
      throw .network(
        path: path,
        reason:
          "it has \(name), which \(graphPath) has not: batch normalization was folded into its weights; give a .pt2 "
          + "file, or export with optimize=False")
    }
    var stored = graph.stored
    var missing: [String] = []
    for (key, own) in graph.stored {
      guard let tensor = weights[renaming.name(own.name)] ?? tied(own, in: graph, renaming) else {
        if own.kind == .parameter || own.kind == .unknown && own.tensor.extents.count > 1 {
          missing.append(own.name)
        }
        continue
      }
      guard tensor.extents == own.tensor.extents || tensor.count == own.tensor.count && tensor.count == 1
      else {
        throw .network(
          path: path,
          reason: "\(own.name) has the shape \(tensor.extents) here and \(own.tensor.extents) in \(graphPath)"
        )
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
      dialect: graph.dialect, nodes: graph.nodes, inputs: graph.inputs, stored: stored,
      storedOrder: graph.storedOrder,
      outputs: graph.outputs, stated: graph.stated, producer: graph.producer)
  }

  /// The first running statistics that the graph does not have.
  private func foldedStatistics(_ graph: ForeignGraph, _ renaming: Renaming) -> String? {
    let names = Set(graph.stored.values.map { renaming.name($0.name) })
    return weights.keys.filter { $0.hasSuffix(".running_mean") && !names.contains($0) }.min()
  }

  /// The weights of a tied tensor under one of its other names.
  private func tied(_ own: ForeignGraph.Stored, in graph: ForeignGraph, _ renaming: Renaming)
    -> ForeignTensor?
  {
    graph.stored.values.lazy
      .filter { $0.name != own.name && $0.tensor.isSame(as: own.tensor) }
      .compactMap { weights[renaming.name($0.name)] }.first
  }

  // MARK: Names

  /// What one of the two files has before the names of the other, such as `model.`, where a module holds the network.
  private struct Renaming {
    var ofGraph = ""
    var ofWeights = ""

    /// The name in the file of weights.
    func name(_ own: String) -> String {
      ofWeights + (own.hasPrefix(ofGraph) ? String(own.dropFirst(ofGraph.count)) : own)
    }
  }

  private func renaming(of names: Set<String>, _ graphPath: String) throws(InterchangeError) -> Renaming {
    let own = Set(weights.keys)
    // A name or two may be the same with and without the module around the network: what finds most is meant.
    let candidates = [
      Renaming(), Self.prefix(of: own, before: names).map { Renaming(ofWeights: $0) },
      Self.prefix(of: names, before: own).map { Renaming(ofGraph: $0) },
    ].compactMap(\.self)
    let counts = candidates.map { renaming in names.count { own.contains(renaming.name($0)) } }
    if let most = counts.max(), most > 0, let first = counts.firstIndex(of: most) { return candidates[first] }
    throw .network(
      path: path,
      reason: "none of its tensors has the name of a parameter of \(graphPath); it begins with "
        + (own.min() ?? "nothing"))
  }

  /// What most of the names have before one of the others; nil where none has.
  private static func prefix(of names: Set<String>, before others: Set<String>) -> String? {
    var votes: [String: Int] = [:]
    for name in names {
      var rest = name[...]
      while let dot = rest.firstIndex(of: ".") {
        rest = rest[rest.index(after: dot)...]
        guard others.contains(String(rest)) else { continue }
        votes[String(name[..<rest.startIndex]), default: 0] += 1
        break
      }
    }
    return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
