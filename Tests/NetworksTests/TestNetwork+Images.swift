import Networks
import Tensors

extension TestNetwork {
  /// Transposed convolutions: groups, depthwise, dilation, rectangles, padding on one side, added pixels, weights of another
  /// node, with a normalization and an activation that inference puts into the kernel.
  static let upscaling = make(
    "transposed convolutions", SampleShape(channels: 4, height: 4, width: 3), batch: 2
  ) { b in
    var x = b.add(
      "double",
      .transposedConvolution(
        TransposedConvolution(filters: 16, kernel: 2, stride: 2)), 0)
    x = b.add("bn", .batchNormalization(BatchNormalization()), x)
    x = b.add("sigmoid1", .activation(.sigmoid), x)
    x = b.add(
      "grouped",
      .transposedConvolution(
        TransposedConvolution(
          filters: 6, kernel: 3, stride: Extent2(height: 1, width: 2),
          padding: Padding2(top: 2, left: 1, bottom: 0, right: 1),
          outputPadding: Extent2(height: 0, width: 1),
          groups: 2, bias: true)), x)
    x = b.add("tanh1", .activation(.tanh), x)
    let weight = b.add("weight", .parameter(Parameter(shape: [6, 1, 3, 3], role: .weight(filters: 6))))
    let doubled = b.add("weight/2", .affine(scale: 0.5), weight)
    x = b.add(
      "depthwise",
      .transposedConvolution(TransposedConvolution(filters: 6, kernel: 3, padding: 1, groups: 6)),
      x, doubled)
    x = b.add("tanh2", .activation(.tanh), x)
    x = b.add(
      "dilated",
      .transposedConvolution(
        TransposedConvolution(
          filters: 3, kernel: Extent2(height: 1, width: 2), stride: Extent2(height: 3, width: 1),
          outputPadding: Extent2(height: 2, width: 0), dilation: 2, bias: true)), x)
    return b.add("classes", .transposedConvolution(TransposedConvolution(filters: 3, kernel: 1)), x)
  }

  /// Every kind of interpolation, up and down, on groups of channels that are not full.
  static let resizing = make(
    "images of other sizes", SampleShape(channels: 3, height: 5, width: 4), batch: 2
  ) { b in
    var x = b.add("conv", .convolution(Convolution(filters: 10, kernel: 3, padding: 1)), 0)
    x = b.add("nearest", .resize(Resize(size: Extent2(height: 9, width: 8), mode: .nearest)), x)
    x = b.add("tanh1", .activation(.tanh), x)
    x = b.add(
      "linear",
      .resize(Resize(size: Extent2(height: 4, width: 11), mode: .linear, coordinates: .alignCorners)), x)
    x = b.add("mix", .convolution(Convolution(filters: 4, kernel: 1)), x)
    x = b.add("tanh2", .activation(.tanh), x)
    x = b.add(
      "cubic",
      .resize(
        Resize(size: Extent2(height: 7, width: 3), mode: .cubic, cubicCoefficient: -0.5, antialias: true)), x)
    let pooled = b.add("pool", .resize(Resize(size: 1, mode: .linear, antialias: true)), x)
    let spread = b.add("spread", .resize(Resize(size: Extent2(height: 7, width: 3), mode: .linear)), pooled)
    x = b.add("join", .concatenate(axis: 1), x, spread)
    x = b.add("tanh3", .activation(.tanh), x)
    return b.add("classes", .convolution(Convolution(filters: 3, kernel: 1, bias: true)), x)
  }
}
