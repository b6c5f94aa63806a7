import Data
import Formats
import Models
import Networks

/// Makes a model of ours from a file of another program.
package struct ModelImport {
  /// What a user may say about a file.
  package struct Options: Sendable {
    /// A file with the architecture, for one that has weights only.
    package var graphPath: String?
    /// The entry that holds the weights, for a file with several.
    package var key: String?
    /// The result to use, for a network with several.
    package var output: String?
    /// The loss that the network is measured by, which says whether a last softmax or sigmoid is part of it; cross entropy
    /// where nil.
    package var loss: LossFunction?
    /// Extents for one sample by input, from the data.
    package var extents: [[Int]?] = []

    package init() {}
  }

  /// The model in a file.
  ///
  /// - Throws: `InterchangeError`.
  package static func model(
    _ path: String, _ options: Options = Options(), program: String, command: String? = nil
  ) throws(InterchangeError) -> Model {
    let file = try ForeignModelFile(reading: path)
    var graphFile = file
    var graphPath = path
    if let given = options.graphPath {
      graphPath = given
      graphFile = try ForeignModelFile(reading: given)
    }
    var remarks: Set<String> = []
    var recognized: NetworkFamilies.Recognized?
    if graphFile.graph == nil, options.graphPath == nil {
      recognized = try NetworkFamilies.recognize(
        file, path: path, key: options.key, extents: options.extents.first ?? nil)
      remarks.formUnion(recognized?.remarks ?? [])
    }
    guard var graph = graphFile.graph ?? recognized?.graph else {
      let isUnknown = options.graphPath == nil
      throw .format(
        .unsupported(
          path: graphPath,
          reason: "it has weights but no architecture"
            + (isUnknown ? ", and is of no known family (\(NetworkFamilies.titles))" : "") + Self.needsGraph))
    }
    if options.graphPath != nil {
      let weights = try WeightReplacement(file, path: path, key: options.key)
      graph = try weights.applied(to: graph, graphPath: graphPath)
    }
    if case .onnx = graphFile { (graph, remarks) = TiedTensors.retied(graph) }
    let network = try translated(graph, graphPath, options, &remarks)
    if case .torchExport(let export) = graphFile {
      if export.usesAutocast {
        remarks.insert("parts were to be computed in half precision: here all are in single precision")
      }
      if export.isTraining {
        remarks.insert("exported in training mode: running statistics are used; export with model.eval()")
      }
    }
    if graph.stored.values.contains(where: { $0.tensor.element == .float16 || $0.tensor.element == .bfloat16 }
    ) {
      remarks.insert(
        "weights of half precision: computed in single precision, so that losses differ from the original's")
    }
    let folded = FoldedNormalization(graph)
    if let remark = folded.remark { remarks.insert(remark) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // What is predicted is said with the data.
    let task = PredictionTask(.classes(names: []), loss: .crossEntropy)
    let record = ImportRecord(
      format: file.format, producer: graph.producer, inputs: graph.inputs.map(\.name), output: network.output,
      origins: network.recorded.origins, stateNames: graph.storedOrder.compactMap { graph.stored[$0]?.name },
      ties: Self.ties(graph), remarks: remarks.sorted(),
      foldedLayers: folded.layers > 0 ? folded.layers : nil,
      extents: graph.openExtents.isEmpty && recognized == nil
        ? nil : Self.extents(of: network.recorded.graph),
      family: recognized?.title)
    return Model(
      graph: network.recorded.graph, parameters: network.recorded.parameters,
      preprocessing: .identity(channels: network.recorded.graph.inputShape.channels), task: task,
      name: Self.title(name), source: ModelSource(program: program, command: command, fileName: name),
      imported: record)
  }

  private static let needsGraph =
    ": give it with --graph model.pt2, made by "
    + "torch.export.save(torch.export.export(model.eval(), (x[:2].clone(),), "
    + "dynamic_shapes=({0: torch.export.Dim('n', max=4096)},)), 'model.pt2')"

  /// What the inputs of a network are for one sample.
  private static func extents(of graph: Graph) -> [[Int]] {
    graph.inputNodes.map { Array(graph.values[$0].extents.dropFirst()) }
  }

  /// First names of tensors that have two.
  private static func ties(_ graph: ForeignGraph) -> [String: String] {
    var (first, ties): ([ForeignTensor.View: String], [String: String]) = ([:], [:])
    for key in graph.storedOrder {
      guard let stored = graph.stored[key], stored.kind != .constant, stored.tensor.count > 0 else {
        continue
      }
      if let name = first[stored.tensor.view], name != stored.name {
        ties[stored.name] = name
      } else {
        first[stored.tensor.view] = stored.name
      }
    }
    return ties
  }

  /// The file's name without its ending.
  private static func title(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  private static func translated(
    _ graph: ForeignGraph, _ path: String, _ options: Options, _ remarks: inout Set<String>
  ) throws(InterchangeError) -> (recorded: RecordedNetwork, output: String) {
    let binding = try InputBinding(graph, known: options.extents, path: path)
    let translation = Translation(graph, fixedBatch: binding.fixedBatch)
    for (input, shape) in zip(graph.inputs, binding.shapes) {
      do throws(Refusal) {
        translation.set(input.name, try translation.input(shape, name: input.name))
      } catch { throw .network(path: path, reason: "the input \(input.name): \(error.reason)") }
    }
    switch graph.dialect {
    case .torch:
      translation.run(path: path) { node, translation throws(Refusal) in
        try TorchOperators.results(of: node, translation)
      }
    case .onnx:
      translation.run(path: path) { node, translation throws(Refusal) in
        try ONNXOperators.results(of: node, translation)
      }
    }
    let name = try outputName(graph, options, translation, path)
    do throws(Refusal) {
      var output = try translation.value(named: name)
      output = try translation.usable(output, loss: options.loss ?? .crossEntropy)
      let node = try translation.node(output)
      remarks.formUnion(translation.remarks)
      return (try translation.finished(node, path: path), name)
    } catch let refusal {
      throw refusal.cause ?? .network(path: path, reason: "the output \(name): \(refusal.reason)")
    }
  }

  /// The result that is used: the one that is named, else the logits, else the first that depends on the samples.
  private static func outputName(
    _ graph: ForeignGraph, _ options: Options, _ translation: Translation, _ path: String
  ) throws(InterchangeError) -> String {
    if let name = options.output {
      guard graph.outputs.contains(name) || translation.known(name) != nil else {
        throw .network(
          path: path,
          reason: "it has no output \(name); its outputs are \(graph.outputs.joined(separator: ", "))")
      }
      return name
    }
    if graph.outputs.contains("logits") { return "logits" }
    let first = graph.outputs.first { translation.known($0).map(translation.isData) ?? false }
    guard let name = first ?? graph.outputs.first else {
      throw .network(path: path, reason: "it has no output")
    }
    return name
  }
}

extension Translation {
  /// An input: data come with the samples first, whatever the file has.
  fileprivate func input(_ shape: ValueShape, name: String) throws(Refusal) -> Traced {
    let axis = shape.batchAxis ?? 0
    let order = [axis] + shape.extents.indices.filter { $0 != axis }
    let own = ValueShape(order.map { shape.extents[$0] }, element: shape.element)
    let node = try recorder.record(Operation(Input(own)), [], name: name)
    return try permute(.node(node), order.indices.map { index in order.firstIndex(of: index) ?? 0 })
  }

  /// The network whose output is a node.
  ///
  /// - Throws: `Refusal` with the cause of an error.
  fileprivate func finished(_ node: Int, path: String) throws(Refusal) -> RecordedNetwork {
    do throws(InterchangeError) { return try recorder.finished(output: node, path: path) } catch {
      throw Refusal(because: error)
    }
  }

  /// An output in a form that losses take: the samples first, and logits for a loss that takes them.
  fileprivate func usable(_ output: Traced, loss: LossFunction) throws(Refusal) -> Traced {
    guard case .node(let node) = output else { throw Refusal("it does not depend on the samples") }
    let shape = recorder.shape(node)
    guard let axis = shape.batchAxis else { throw Refusal("it does not depend on the samples") }
    if axis != 0 {
      let rank = shape.rank
      return try usable(try permute(output, [axis] + (0..<rank).filter { $0 != axis }), loss: loss)
    }
    if let before = recorder.argumentOfSoftmax(node, loss: loss) {
      remarks.insert("the softmax at the end is left out: the loss takes logits")
      return .node(before)
    }
    if shape.extents[0] != 1, let first = Optional(shape.extents) {
      return try reshape(
        output,
        to: [SymbolicInteger(0, samples: 1), SymbolicInteger(first[0])]
          + first.dropFirst().map { SymbolicInteger($0) })
    }
    if shape.rank == 1 {
      return try reshape(output, to: [SymbolicInteger(0, samples: 1), SymbolicInteger(1)])
    }
    return output
  }
}

extension GraphRecorder {
  /// What a network's last softmax, or sigmoid, is applied to, where the loss applies it as well.
  fileprivate func argumentOfSoftmax(_ node: Int, loss: LossFunction) -> Int? {
    let last = nodes[node]
    if loss.takesLabels,
      last.operation.as(SoftmaxOperation.self) != nil || last.operation.as(LogSoftmax.self) != nil
    {
      return last.inputs[0]
    }
    if loss == .binaryCrossEntropy, last.operation == .activation(.sigmoid) { return last.inputs[0] }
    return nil
  }
}
