import Numerics
import Tensors

/// The transpose of a convolution: every pixel of the input adds its window of weights to the output, `filters` channels.
///
/// Weights are `[filters, input channels / groups, height, width]` with the filters of one output channel each; PyTorch's
/// `ConvTranspose2d` and ONNX's `ConvTranspose` keep them with the first two axes exchanged. Output side
/// `(side − 1)·stride − padding + dilation·(kernel − 1) + 1 + output padding`. In files `groups`, `dilation` and
/// `output-padding` are absent where they are 1, 1 and 0, and a height and width that are equal are one number.
package struct TransposedConvolution: Hashable, Sendable {
  package let filters: Int
  package let kernel: Extent2
  package let stride: Extent2
  /// Pixels that are cut off on the four sides.
  package let padding: Padding2
  /// Pixels that are added below and on the right.
  package let outputPadding: Extent2
  package let dilation: Extent2
  package let groups: Int
  package let bias: Bool

  package init(
    filters: Int, kernel: Extent2, stride: Extent2 = 1, padding: Padding2 = 0, outputPadding: Extent2 = 0,
    dilation: Extent2 = 1, groups: Int = 1, bias: Bool = false
  ) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    self.bias = bias
  }

  /// The windows on the output.
  var window: Window { Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation) }
}

extension TransposedConvolution: OperationKind {
  package static let kind = "transposed-convolution"

  /// The data, and weights and bias where they are not the node's own.
  package var arity: ClosedRange<Int> { 1...(bias ? 3 : 2) }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0].sample
    guard inputs[0].isImage || inputs[0].isVector, groups > 0, shape.channels % groups == 0, filters > 0,
      filters % groups == 0, window.isWithinLimits,
      let output = window.transposedExtent(
        of: Extent2(height: shape.height, width: shape.width), outputPadding: outputPadding),
      ParameterSpecification.fit(specifications(shape.channels), inputs.dropFirst())
    else { return nil }
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
    [inputs[0].count, filters / groups, kernel.height, kernel.width].checkedProduct()
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { LinearLayerRules(node, inputs[0], self) }
}

extension TransposedConvolution: Codable {
  private enum CodingKeys: String, CodingKey {
    case filters
    case kernel
    case stride
    case padding
    case outputPadding = "output-padding"
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
      outputPadding: try container.decodeIfPresent(Extent2.self, forKey: .outputPadding) ?? 0,
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
    if outputPadding != 0 { try container.encode(outputPadding, forKey: .outputPadding) }
    if dilation != 1 { try container.encode(dilation, forKey: .dilation) }
    if groups != 1 { try container.encode(groups, forKey: .groups) }
    try container.encode(bias, forKey: .bias)
  }
}

extension Operation {
  package static func transposedConvolution(_ convolution: TransposedConvolution) -> Operation {
    Operation(convolution)
  }
}

extension TransposedConvolution: LinearLayer {
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
    try .transposedConvolution(
      device, pass, source: source, weights: weights, bias: bias, destination: destination, window: window,
      outputPadding: outputPadding, groups: groups)
  }
}
