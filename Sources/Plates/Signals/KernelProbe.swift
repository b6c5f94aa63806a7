import Networks
import Tensors

/// A network compiled as training compiles it, to be asked for its outputs, its loss and the loss's derivatives.
struct KernelProbe {
  let plan: DifferentiationPlan

  /// - Parameters:
  ///   - statistics: what batch normalization uses, and whether dropout drops.
  ///   - curvature: whether products with the Hessian are wanted.
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  init(
    _ graph: Graph, loss: LossFunction, batchSize: Int = 1, statistics: BatchStatistics = .running,
    curvature: Bool = false
  ) throws(KernelError) {
    plan = try DifferentiationPlan(
      graph: graph, loss: loss, batchSize: batchSize, statistics: statistics, curvature: curvature)
  }

  var layout: ParameterLayout { plan.layout }

  /// Fills the batch; what is left out stays as it is.
  func fill(images: [Float] = [], targets: [Float] = [], labels: [Int32] = []) {
    for (index, value) in images.enumerated() { plan.inputs[0].floats[index] = value }
    for (index, value) in targets.enumerated() { plan.targets[index] = value }
    for (index, value) in labels.enumerated() { plan.labels[index] = value }
  }

  /// The mean loss of the batch.
  func loss(at parameters: [Float]) -> Double {
    parameters.withUnsafeBufferPointer { plan.evaluate(at: $0).loss }
  }

  /// The network's outputs, `[batch, outputs]`.
  func outputs(at parameters: [Float]) -> [Double] {
    _ = loss(at: parameters)
    return plan.outputs.map(Double.init)
  }

  /// The mean loss, and its gradient in the order of the parameters.
  func gradient(at parameters: [Float]) -> (loss: Double, gradient: [Float]) {
    var gradient = [Float](repeating: 0, count: parameters.count)
    let outcome = parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { plan.gradient(at: parameters, into: $0) }
    }
    return (outcome.loss, gradient)
  }

  /// The product of the loss's Hessian with a direction, `∇²L · direction`.
  func hessianVectorProduct(at parameters: [Float], along direction: [Float]) -> [Float] {
    var gradient = [Float](repeating: 0, count: parameters.count)
    var product = gradient
    _ = parameters.withUnsafeBufferPointer { parameters in
      direction.withUnsafeBufferPointer { direction in
        gradient.withUnsafeMutableBufferPointer { gradient in
          product.withUnsafeMutableBufferPointer { product in
            plan.hessianVectorProduct(at: parameters, along: direction, gradient: gradient, product: product)
          }
        }
      }
    }
    return product
  }
}
