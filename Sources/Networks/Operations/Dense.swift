import Numerics
import Tensors

/// A fully connected layer `y = W x + b`; weights are `[units, input features]`.
///
/// It takes vectors, images of one pixel as vectors of their channels, and of any other value the last axis: `[n, T, F]`
/// becomes `[n, T, units]`.
package struct Dense: Codable, Hashable, Sendable {
  package let units: Int
  package let bias: Bool
  /// How weights are dropped in training; none are when nil.
  ///
  /// DropConnect (Wan et al. 2013, <https://proceedings.mlr.press/v28/wan13.html>), with one mask for all samples of a
  /// pass where the paper draws one for each, without a mask for biases, and with the mean of the weights in inference.
  package let dropConnect: Dropout?

  package init(units: Int, bias: Bool = true, dropConnect: Dropout? = nil) {
    self.units = units
    self.bias = bias
    self.dropConnect = dropConnect
  }
}

extension Dense: OperationKind {
  package static let kind = "dense"

  /// The data, and weights and bias where they are not the node's own.
  package var arity: ClosedRange<Int> { 1...(bias ? 3 : 2) }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard dropConnect?.isWithinLimits ?? true, units > 0, shape.batchAxis != nil, shape.element == .float32,
      ParameterSpecification.fit(specifications(Self.features(shape)), inputs.dropFirst())
    else { return nil }
    if shape.isVector { return .vector(units) }
    guard shape.batchAxis != shape.rank - 1 else { return nil }
    return shape.with(shape.extents.dropLast() + [units])
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    Array(specifications(Self.features(inputs[0])).dropFirst(inputs.count - 1))
  }

  private func specifications(_ features: Int) -> [ParameterSpecification] {
    let weight = ParameterSpecification(
      suffix: "weight", shape: [units, features], role: .weight(filters: units))
    return bias ? [weight, ParameterSpecification(suffix: "bias", shape: [units], role: .bias)] : [weight]
  }

  private static func features(_ shape: ValueShape) -> Int {
    shape.isVector ? shape.count : shape.extents[shape.rank - 1]
  }

  package func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int? {
    [output.count, Self.features(inputs[0])].checkedProduct()
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { LinearLayerRules(node, inputs[0], self) }
}

extension Operation {
  package static func dense(_ dense: Dense) -> Operation { Operation(dense) }
}

extension Dense: LinearLayer {
  var hasBias: Bool { bias }
  var choosesLayouts: Bool { false }

  /// All vectors of a batch, one per row.
  private func rows(_ shape: ValueShape, batch: Int) -> [Int] {
    let width = Self.features(shape)
    return [shape.count / width * batch, width]
  }

  func sourceExtents(_ shape: ValueShape, batch: Int) -> [Int] { rows(shape, batch: batch) }

  func destinationExtents(_ shape: ValueShape, batch: Int) -> [Int] { rows(shape, batch: batch) }

  func weightExtents(_ extents: [Int]) -> [Int] { extents }

  func kernel(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try .dense(
      device, pass, source: source, weights: weights, bias: bias, destination: destination)
  }
}
