/// A network in the archive that `torch.export.save` writes: a zip of raw tensors and a graph in JSON.
///
/// Read are archives of PyTorch 2.10 and newer with schema 8 (`torch/_export/serde/schema.py`). Nothing in them is
/// executed, and pickles are refused.
package struct TorchExportFile: Sendable {
  /// The graph as exported: operations are not decomposed, in-place ones not replaced; only the wrappers that switch
  /// gradients or half precision on and off give way to their content.
  package let graph: ForeignGraph
  /// Whether the module was in training mode: batch normalization by the batch's statistics, dropout that drops.
  ///
  /// Batch normalization without running statistics does not count: it is the same in evaluation.
  package let isTraining: Bool
  /// Whether the graph changes buffers, parameters or inputs when it runs; such results are not among the outputs.
  package let updatesState: Bool
  /// Whether PyTorch would compute part of it in half precision.
  package let usesAutocast: Bool
  /// What wrote the file, such as `pytorch 2.13.0+cpu`.
  package let producer: String?
  /// Names of all parameters in `state_dict` order, those of a shared one included, whether used or not.
  package let parameterNames: [String]
  /// Names of all parameters and persistent buffers in `state_dict` order.
  package let stateNames: [String]
  /// Values of the graph's symbolic integers, such as `4*s77`.
  package let integers: [String: ForeignGraph.Extent]

  /// Opens an archive.
  ///
  /// - Throws: `FormatError`; `unsupported` for archives of other kinds and versions, with what to do.
  package init(reading path: String) throws(FormatError) { try self.init(ExportArchive(reading: path)) }

  /// Opens an archive in memory.
  ///
  /// - Parameter path: names the file in errors.
  /// - Throws: as `init(reading:)`.
  package init(_ storage: ByteStorage, path: String) throws(FormatError) {
    try self.init(ExportArchive(ZipArchive(storage, path: path)))
  }

  private init(_ archive: ExportArchive) throws(FormatError) {
    let program = try ExportedProgram(archive.graph())
    let flat = try FlatGraph(program.graph, path: archive.path)
    let tensors = try ExportedState(archive, program)
    producer = program.torchVersion.map { "pytorch \($0)" }
    graph = ForeignGraph(
      dialect: .torch, nodes: flat.nodes, inputs: try Self.inputs(program, archive.path),
      stored: tensors.stored, storedOrder: tensors.storedOrder,
      outputs: try Self.outputs(program, flat, archive.path), stated: flat.stated, producer: producer)
    isTraining = flat.nodes.contains(where: Self.trains)
    updatesState = program.signature.outputs.contains { if case .sideEffect = $0 { true } else { false } }
    usesAutocast = flat.usesAutocast
    parameterNames = tensors.parameterNames
    stateNames = tensors.stateNames
    integers = flat.integers
  }

  /// What the user gives; numbers that the export fixed are not among it.
  private static func inputs(
    _ program: ExportedProgram, _ path: String
  ) throws(FormatError) -> [ForeignGraph.Input] {
    var inputs: [ForeignGraph.Input] = []
    for case .user(.plain(.value(let name))) in program.signature.inputs {
      inputs.append(try program.graph.input(name, path: path))
    }
    return inputs
  }

  /// What the user gets, as far as it is computed.
  private static func outputs(
    _ program: ExportedProgram, _ flat: FlatGraph, _ path: String
  ) throws(FormatError) -> [String] {
    var outputs: [String] = []
    for case .user(.plain(let output)) in program.signature.outputs {
      guard let value = output.renamed(flat.names) else {
        throw .corrupt(path: path, reason: "an output of the network is a value that no node makes")
      }
      outputs += value.names.filter { !$0.isEmpty }
    }
    return outputs
  }

  private static func trains(_ node: ForeignGraph.Node) -> Bool {
    guard node.operation.hasPrefix("aten.") else { return false }
    if case .number(let share)? = node.attributes["dropout_p"], share > 0 { return true }
    guard [node.attributes["training"], node.attributes["train"]].contains(where: \.isTrue) else {
      return false
    }
    guard node.operation.contains("batch_norm") else { return true }
    if case .value? = node.attributes["running_mean"] { return true }
    return false
  }
}

extension ForeignGraph.Argument? {
  fileprivate var isTrue: Bool {
    if case .flag(true)? = self { true } else { false }
  }
}
