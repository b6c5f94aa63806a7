import Tensors

/// A compiled network whose batch is to be filled before a pass.
package protocol BatchInput: AnyObject {
  /// What the outputs are measured by.
  var loss: LossFunction { get }
  /// What is to be filled before a pass, the samples first, in the order of the graph's input nodes.
  var inputs: [PlanInput] { get }
  /// The weight of each sample of the batch; 1 unless set.
  var weights: UnsafeMutableBufferPointer<Float> { get }
  /// The batch's class labels, one per position.
  var labels: UnsafeMutableBufferPointer<Int32> { get }
  /// The batch's targets `[batch, outputs]`, for losses that compare with numbers.
  var targets: UnsafeMutableBufferPointer<Float> { get }

  /// Makes the labels targets.
  func setTargetsFromLabels()
}

/// One input of a compiled network, row-major.
package struct PlanInput {
  /// Name of the input node.
  package let name: String
  /// Shape for one sample.
  package let shape: ValueShape
  private let numbers: UnsafeMutableRawPointer
  private let count: Int
  /// Keeps the numbers alive.
  private let owner: AnyObject

  /// An input for `batch` samples.
  ///
  /// - Parameters:
  ///   - numbers: room for the elements of all samples, valid as long as `owner` is.
  package init(
    name: String, shape: ValueShape, batch: Int, numbers: UnsafeMutableRawPointer, owner: AnyObject
  ) {
    self.name = name
    self.shape = shape
    self.numbers = numbers
    self.owner = owner
    count = shape.extents(batch: batch).reduce(1, *)
  }

  /// The numbers of all samples of the batch.
  package var floats: UnsafeMutableBufferPointer<Float> {
    precondition(shape.element == .float32, "floats in an input of \(shape.element)")
    return UnsafeMutableBufferPointer(start: numbers.assumingMemoryBound(to: Float.self), count: count)
  }

  /// The integers of all samples of the batch, such as token ids.
  package var indices: UnsafeMutableBufferPointer<Int32> {
    precondition(shape.element == .int32, "indices in an input of \(shape.element)")
    return UnsafeMutableBufferPointer(
      start: numbers.bindMemory(to: Int32.self, capacity: count), count: count)
  }
}

extension PlanCompiler {
  /// The inputs, once the schedule is committed.
  var planInputs: [PlanInput] {
    graph.inputNodes.compactMap { node in
      inputs[node].map {
        PlanInput(
          name: graph.nodes[node].name, shape: graph.values[node], batch: batch, numbers: $0.rawPointer,
          owner: schedule)
      }
    }
  }
}
