import Numerics
import Tensors

/// A two-dimensional cross-correlation with `filters` output channels, as in every deep-learning library.
///
/// Weights are `[filters, input channels / groups, height, width]`; output side
/// `⌊(side + padding − dilation·(kernel − 1) − 1)/stride⌋ + 1`. With groups, each of them has its own part of the input's
/// channels and of the filters; as many groups as channels make a depthwise convolution. In files `groups` and `dilation`
/// are absent where they are 1, and a height and width that are equal are one number.
package struct Convolution: Hashable, Sendable {
  package let filters: Int
  package let kernel: Extent2
  package let stride: Extent2
  package let padding: Padding2
  package let dilation: Extent2
  package let groups: Int
  package let bias: Bool

  package init(
    filters: Int, kernel: Extent2, stride: Extent2 = 1, padding: Padding2 = 0, dilation: Extent2 = 1,
    groups: Int = 1, bias: Bool = false
  ) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.bias = bias
  }

  /// Largest side, stride, dilation and padding of a window.
  static let largestWindow = 1 << 12

  /// Windows of the kernel's size.
  var window: Window { Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation) }
}

extension Convolution: OperationKind {
  package static let kind = "convolution"

  /// The data, and weights and bias where they are not the node's own.
  package var arity: ClosedRange<Int> { 1...(bias ? 3 : 2) }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0].sample
    guard inputs[0].isImage || inputs[0].isVector, groups > 0, shape.channels % groups == 0, filters > 0,
      filters % groups == 0, window.isWithinLimits,
      let output = window.outputExtent(of: Extent2(height: shape.height, width: shape.width))
    else { return nil }
    guard ParameterSpecification.fit(specifications(shape.channels), inputs.dropFirst()) else { return nil }
    return ValueShape(SampleShape(channels: filters, height: output.height, width: output.width))
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    Array(specifications(inputs[0].sample.channels).dropFirst(inputs.count - 1))
  }

  private func specifications(_ channels: Int) -> [ParameterSpecification] {
    let shape = [filters, channels / groups, kernel.height, kernel.width]
    let weight = ParameterSpecification(suffix: "weight", shape: shape, role: .weight(filters: filters))
    return bias ? [weight, ParameterSpecification(suffix: "bias", shape: [filters], role: .bias)] : [weight]
  }

  package func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int? {
    [output.count, inputs[0].sample.channels / groups, kernel.height, kernel.width].checkedProduct()
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { LinearLayerRules(node, inputs[0], self) }
}

extension Convolution: Codable {
  private enum CodingKeys: CodingKey {
    case filters
    case kernel
    case stride
    case padding
    case dilation
    case groups
    case bias
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      filters: try container.decode(Int.self, forKey: .filters),
      kernel: try container.decode(Extent2.self, forKey: .kernel),
      stride: try container.decode(Extent2.self, forKey: .stride),
      padding: try container.decode(Padding2.self, forKey: .padding),
      dilation: try container.decodeIfPresent(Extent2.self, forKey: .dilation) ?? 1,
      groups: try container.decodeIfPresent(Int.self, forKey: .groups) ?? 1,
      bias: try container.decode(Bool.self, forKey: .bias))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(filters, forKey: .filters)
    try container.encode(kernel, forKey: .kernel)
    try container.encode(stride, forKey: .stride)
    try container.encode(padding, forKey: .padding)
    if dilation != 1 { try container.encode(dilation, forKey: .dilation) }
    if groups != 1 { try container.encode(groups, forKey: .groups) }
    try container.encode(bias, forKey: .bias)
  }
}

extension Operation {
  package static func convolution(_ convolution: Convolution) -> Operation { Operation(convolution) }
}

extension Window {
  /// Sizes within reason: a window from a file may claim anything.
  var isWithinLimits: Bool {
    let limit = Convolution.largestWindow
    let sides = [kernel.height, kernel.width, stride.height, stride.width, dilation.height, dilation.width]
    let margins = [padding.top, padding.left, padding.bottom, padding.right]
    return sides.allSatisfy((1...limit).contains) && margins.allSatisfy((0...limit).contains)
  }
}

extension ParameterSpecification {
  /// Whether values that a node reads have the shapes of the parameters whose place they take, and no batch.
  static func fit(_ specifications: [ParameterSpecification], _ fed: ArraySlice<ValueShape>) -> Bool {
    zip(specifications, fed).allSatisfy {
      $1.batchAxis == nil && $1.extents == $0.shape && $1.element == .float32
    }
  }
}

extension Convolution: LinearLayer {
  var hasBias: Bool { bias }
  var dropConnect: Dropout? { nil }
  var choosesLayouts: Bool { true }

  func sourceExtents(_ shape: ValueShape, batch: Int) -> [Int] {
    let sample = shape.sample
    return [batch, sample.channels, sample.height, sample.width]
  }

  func destinationExtents(_ shape: ValueShape, batch: Int) -> [Int] { shape.extents(batch: batch) }

  func weightExtents(_ extents: [Int]) -> [Int] {
    groups == 1 ? extents : [groups, extents[0] / groups] + extents.dropFirst()
  }

  func kernel(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try .convolution(
      device, pass, source: source, weights: weights, bias: bias, destination: destination, window: window,
      groups: groups)
  }
}
