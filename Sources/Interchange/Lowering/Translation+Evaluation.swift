import Formats
import Networks
import Tensors

/// Running a foreign graph on given numbers, to compare the translation with what the file's own program computes.
package enum GraphEvaluation {
  /// What an input is taken for.
  package enum Binding: Sendable {
    /// Numbers of the program, as sizes, masks and positions are.
    case constant
    /// A parameter, which directions would move.
    case parameter
    /// Samples one after another along an axis.
    case samples(axis: Int)
  }

  /// A result with its numbers in row-major order.
  package struct Output: Sendable {
    package let extents: [Int]
    package let numbers: [Double]
    /// What the numbers are; nil for those of a network, which are floats whatever they mean.
    package let kind: Kind?

    package enum Kind: Sendable {
      case float
      case integer
      case boolean
    }
  }

  /// The results of an ONNX graph, each with its own error where it cannot be translated.
  ///
  /// - Parameters:
  ///   - inputs: numbers for the first inputs, in the graph's order.
  ///   - bindings: what each of these is taken for; several inputs of samples must have equally many.
  ///   - initializersAreConstant: whether the tensors of the file count as constants, else as the file says.
  package static func outputs(
    of graph: ForeignGraph, inputs: [ForeignTensor], bindings: [Binding], initializersAreConstant: Bool,
    path: String
  ) -> [Result<Output, InterchangeError>] {
    var stored = graph.stored
    if initializersAreConstant {
      stored = stored.mapValues { ForeignGraph.Stored(name: $0.name, tensor: $0.tensor, kind: .constant) }
    }
    var samples: [Samples] = []
    for (position, (input, tensor)) in zip(graph.inputs, inputs).enumerated() {
      switch bindings[position] {
      case .constant:
        stored[input.name] = ForeignGraph.Stored(name: input.name, tensor: tensor, kind: .constant)
      case .parameter:
        stored[input.name] = ForeignGraph.Stored(name: input.name, tensor: tensor, kind: .parameter)
      case .samples(let axis): samples.append(Samples(name: input.name, tensor: tensor, axis: axis))
      }
    }
    let names = Set(samples.map(\.name))
    let bound = ForeignGraph(
      dialect: graph.dialect, nodes: graph.nodes, inputs: graph.inputs.filter { names.contains($0.name) },
      stored: stored,
      storedOrder: graph.storedOrder, outputs: graph.outputs, stated: graph.stated, producer: graph.producer)
    guard Set(samples.map(\.count)).count < 2 else {
      return graph.outputs.map { _ in
        .failure(.network(path: path, reason: "its inputs have not equally many samples"))
      }
    }
    let translation = Translation(bound, fixedBatch: nil)
    let refusal: InterchangeError? = translation.addInputs(samples, path: path)
    if let refusal { return graph.outputs.map { _ in .failure(refusal) } }
    for input in graph.inputs.dropFirst(inputs.count) { translation.set(input.name, .absent) }
    translation.run(path: path) { node, translation throws(Refusal) in
      try ONNXOperators.results(of: node, translation)
    }
    // What is left out on purpose, and said to the user, makes other numbers.
    if let remark = translation.remarks.first {
      return graph.outputs.map { _ in .failure(.network(path: path, reason: remark)) }
    }
    return graph.outputs.map { name in
      Result { () throws(InterchangeError) in
        do throws(Refusal) {
          return try translation.output(named: name, samples: samples, path: path)
        } catch {
          throw error.cause ?? .network(path: path, reason: "the output \(name): \(error.reason)")
        }
      }
    }
  }
}

/// An input of samples along one of its axes.
private struct Samples {
  let name: String
  let tensor: ForeignTensor
  let axis: Int

  var count: Int { tensor.extents[axis] }

  /// The axes in the order in which a network takes them: the samples first.
  var order: [Int] { [axis] + tensor.extents.indices.filter { $0 != axis } }

  /// The numbers of one sample after another.
  var numbers: [Double] { ConstantTensor(tensor).applying(.permute(order)).numbers }
}

extension Translation {
  /// Records the inputs of samples; one of no meaning where there are none, since a network has an input.
  fileprivate func addInputs(_ samples: [Samples], path: String) -> InterchangeError? {
    do throws(Refusal) {
      for input in samples {
        let shape = ValueShape([1] + input.order.dropFirst().map { input.tensor.extents[$0] })
        let node = try recorder.record(Operation(Input(shape)), [], name: input.name)
        let back = input.order.indices.map { index in input.order.firstIndex(of: index) ?? 0 }
        set(input.name, try permute(.node(node), back))
      }
      if samples.isEmpty { _ = try recorder.record(Operation(Input(.vector(1))), [], name: "no samples") }
      return nil
    } catch { return error.cause ?? .network(path: path, reason: error.reason) }
  }

  fileprivate func output(
    named name: String, samples: [Samples], path: String
  ) throws(Refusal) -> GraphEvaluation.Output {
    let value = try value(named: name)
    switch value {
    case .constant(let tensor):
      guard tensor.multiples == nil, tensor.batchAxis == nil, !tensor.varies else {
        let count = samples.first?.count ?? 1
        return try tensor.output(samples: count)
      }
      return GraphEvaluation.Output(extents: tensor.extents, numbers: tensor.numbers, kind: tensor.outputKind)
    case .list: throw Refusal("it is a sequence")
    case .absent: throw Refusal("it is not computed")
    case .rows: throw Refusal("it mixes samples with steps")
    case .node, .parameter: return try computed(try node(value), samples, path: path)
    }
  }

  /// The numbers of a node, as the network whose output it is computes them.
  private func computed(
    _ node: Int, _ samples: [Samples], path: String
  ) throws(Refusal) -> GraphEvaluation.Output {
    let shape = recorder.shape(node)
    let count = samples.first?.count ?? 1
    guard shape.element == .float32, count > 0 else { throw Refusal("its numbers are no floats") }
    // The samples first, and all numbers of one in a row.
    let axis = shape.batchAxis ?? 0
    let order = [axis] + shape.extents.indices.filter { $0 != axis }
    var result = node
    if shape.batchAxis == nil {
      result = try recorder.record(.reshape([1, shape.count]), [result])
      result = try recorder.record(Operation(SampleRepetition(axis: 0)), [result])
    } else {
      result = try recorder.record(Operation(Permutation(order)), [result])
      result = try recorder.record(.reshape([1, shape.count]), [result])
    }
    guard !recorder.nodes[result].operation.isInput else { throw Refusal("it is an input") }
    let network: RecordedNetwork
    do throws(InterchangeError) { network = try recorder.finished(output: result, path: path) } catch {
      throw Refusal(because: error)
    }
    let numbers = try network.outputs(samples, count: count)
    guard shape.batchAxis != nil else {
      return GraphEvaluation.Output(
        extents: shape.extents, numbers: Array(numbers.prefix(shape.count)), kind: nil)
    }
    let extents = shape.extents(batch: count)
    let moved = ConstantTensor(.float, numbers, extents: order.map { extents[$0] })
    let back = order.indices.map { index in order.firstIndex(of: index) ?? 0 }
    return GraphEvaluation.Output(
      extents: extents, numbers: moved.applying(.permute(back)).numbers, kind: nil)
  }
}

extension RecordedNetwork {
  /// The outputs of all samples, one after another.
  fileprivate func outputs(_ samples: [Samples], count: Int) throws(Refusal) -> [Double] {
    let plan: InferencePlan
    do throws(KernelError) {
      plan = try InferencePlan(graph: graph, loss: .meanSquaredError, batchSize: count)
    } catch { throw Refusal("the network cannot be compiled: \(error)") }
    for (input, given) in zip(plan.inputs, samples) {
      for (index, number) in given.numbers.enumerated() { input.floats[index] = Float(number) }
    }
    parameters.withUnsafeBufferPointer { plan.load($0) }
    _ = plan.evaluate(count: count)
    return plan.outputs.map { Double($0) }
  }
}

extension ConstantTensor {
  fileprivate var outputKind: GraphEvaluation.Output.Kind {
    switch kind {
    case .float: .float
    case .integer: .integer
    case .boolean: .boolean
    }
  }

  /// The numbers for so many samples.
  fileprivate func output(samples count: Int) throws(Refusal) -> GraphEvaluation.Output {
    guard !varies else { throw Refusal("a constant differs from sample to sample") }
    var result = self
    if let multiples {
      result.numbers = zip(numbers, multiples).map { $0 + $1 * Double(count) }
      result.multiples = nil
    }
    if let batchAxis {
      var target = extents
      // What is repeated for every sample.
      guard extents[batchAxis] == 1 else { throw Refusal("a constant has several positions a sample") }
      target[batchAxis] = count
      result = try result.broadcast(to: target)
    }
    return GraphEvaluation.Output(extents: result.extents, numbers: result.numbers, kind: outputKind)
  }
}
