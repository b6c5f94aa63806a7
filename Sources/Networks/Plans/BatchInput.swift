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

extension BatchInput {
  /// The batch's samples, such as `[batch, C, H, W]`.
  package var images: UnsafeMutableBufferPointer<Float> { inputs[0].floats }
}

/// One input of a compiled network, row-major.
package struct PlanInput {
  /// Name of the input node.
  package let name: String
  /// Shape for one sample.
  package let shape: ValueShape
  private let memory: Memory

  init(name: String, shape: ValueShape, _ memory: Memory) {
    self.name = name
    self.shape = shape
    self.memory = memory
  }

  /// The numbers of all samples of the batch.
  package var floats: UnsafeMutableBufferPointer<Float> { memory.buffer }

  /// The integers of all samples of the batch, such as token ids.
  package var indices: UnsafeMutableBufferPointer<Int32> {
    UnsafeMutableBufferPointer(start: memory.indices, count: memory.layout.extents.reduce(1, *))
  }
}

extension PlanCompiler {
  /// The inputs, once the schedule is committed.
  var planInputs: [PlanInput] {
    graph.inputNodes.compactMap { node in
      inputs[node].map { PlanInput(name: graph.nodes[node].name, shape: graph.values[node], $0) }
    }
  }
}
