import Formats
import Networks
import Tensors

extension TorchGraphExport {
  /// Writes an operation that moves numbers; nil for other operations.
  func view(_ operation: any OperationKind) -> String? {
    switch operation {
    case is Flatten:
      let name = vector(inputs[0])
      set(current, .vector, name)
      return name
    case let permutation as Permutation:
      return transpose(value(inputs[0]), shape(0), permutation.axes, part: nil)
    case is Reshape: return reshape(value(inputs[0]), resultShape, part: nil, of: nil)
    case let part as Slice:
      return slice(value(inputs[0]), shape(0), axis: part.axis, part.start..<part.start + part.count).name
    case let concatenation as Concatenation:
      return add(
        "cat.default",
        [("tensors", .tensors(inputs.map { value($0) })), ("dim", .integer(concatenation.axis))])
    case let padding as ZeroPadding:
      return pad(value(inputs[0]), shape(0), before: padding.before, after: padding.after).name
    case let subsampling as Subsampling: return self.subsampling(subsampling)
    case let gather as Gather:
      return unary(
        "index_select.default", value(inputs[0]), ("dim", .integer(gather.axis)),
        ("index", .tensor(constant(gather.indices))))
    case let repetition as SampleRepetition:
      _ = sampleCount()
      let sizes = shape(0).extents.enumerated().map { $0 == repetition.axis ? nil : $1 }
      return unary("expand.default", value(inputs[0]), ("size", .sizes(sizes)))
    case is IndexValue: return unary("to.dtype", value(inputs[0]), ("dtype", .type(Self.float32)))
    default: return nil
    }
  }

  /// Every so manieth pixel, then channels of zeros.
  private func subsampling(_ layer: Subsampling) -> String {
    var (name, shape) = (image(inputs[0]), ValueShape(shape(0).sample))
    for axis in [2, 3] where layer.stride > 1 {
      (name, shape) = slice(
        name, shape, axis: axis, 0..<shape.extents[axis], step: layer.stride, part: "pixels")
    }
    let added = layer.channels - shape.extents[1]
    return added > 0 ? pad(name, shape, before: [0, 0, 0, 0], after: [0, added, 0, 0]).name : name
  }

  /// Windows that reach beyond the image in a way that PyTorch's pooling does not have get their margins before it.
  ///
  /// - Throws: `InterchangeError.node` for averages over pixels apart.
  func pooling(_ pooling: Pooling) throws(InterchangeError) -> String {
    let (kernel, stride, dilation) = (pooling.kernel, pooling.stride, pooling.dilation)
    let (sample, result, padding) = (shape(0).sample, resultShape.sample, pooling.padding)
    func after(_ extent: Int, _ count: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int)
      -> Int
    {
      max(0, (count - 1) * stride + dilation * (kernel - 1) + 1 - extent - before)
    }
    let bottom = after(
      sample.height, result.height, kernel.height, stride.height, dilation.height, padding.top)
    let right = after(sample.width, result.width, kernel.width, stride.width, dilation.width, padding.left)
    let isMaximum = pooling.kind == .maximum
    guard isMaximum || dilation == 1 else {
      throw refusal("PyTorch has no average over pixels apart; export it as ONNX")
    }
    // Both have the same rule for a last window; only what it is divided by differs where zeros count.
    let isNative =
      padding.top == padding.bottom && padding.left == padding.right && padding.top <= kernel.height / 2
      && padding.left <= kernel.width / 2 && !(pooling.ceil && pooling.countsPadding)
    let rounding: (String, Argument) = ("ceil_mode", .flag(isNative && pooling.ceil))
    var (name, shape) = (image(inputs[0]), ValueShape(sample))
    if !isNative, [padding.top, padding.left, bottom, right].contains(where: { $0 > 0 }) {
      let least = -Double(Float.greatestFiniteMagnitude)
      (name, shape) = pad(
        name, shape, before: [0, 0, padding.top, padding.left], after: [0, 0, bottom, right],
        with: isMaximum ? least : 0,
        part: "padded")
    }
    let margin: Argument = .integers(isNative ? [padding.top, padding.left] : [0, 0])
    let common: [(String, Argument)] = [
      ("self", .tensor(name)), ("kernel_size", .integers([kernel.height, kernel.width])),
      ("stride", .integers([stride.height, stride.width])), ("padding", margin),
    ]
    if isMaximum {
      return add(
        "max_pool2d.default",
        common + [("dilation", .integers([dilation.height, dilation.width])), rounding])
    }
    let weighs = !isNative && !pooling.countsPadding
    let mean = add(
      "avg_pool2d.default",
      common + [rounding, ("count_include_pad", .flag(pooling.countsPadding))],
      part: weighs ? "sum" : nil)
    guard weighs else { return mean }
    // The mean with zeros, times the numbers in a window over those within the image.
    func shares(_ count: Int, _ extent: Int, _ kernel: Int, _ stride: Int, _ before: Int) -> [Float] {
      (0..<count).map { index in
        let start = index * stride - before
        return Float(kernel) / Float(min(start + kernel, extent) - max(start, 0))
      }
    }
    let columns = shares(result.width, sample.width, kernel.width, stride.width, padding.left)
    let factors = shares(result.height, sample.height, kernel.height, stride.height, padding.top).flatMap {
      row in
      columns.map { row * $0 }
    }
    return binary("mul.Tensor", mean, constant(factors, [result.height, result.width]))
  }

  /// Images of another size.
  ///
  /// - Throws: `InterchangeError.node` for what only ONNX has.
  func resize(_ resize: Resize) throws(InterchangeError) -> String {
    let isPlain = resize.scales == nil && !resize.antialias && !resize.excludesOutside
    let aligned = resize.coordinates == .alignCorners
    let target: String
    switch (resize.mode, resize.coordinates) {
    case (.nearest, .asymmetric) where resize.rounding == .floor: target = "upsample_nearest2d.vec"
    case (.linear, .halfPixel), (.linear, .alignCorners): target = "upsample_bilinear2d.vec"
    case (.cubic, .halfPixel) where resize.cubicCoefficient == -0.75: target = "upsample_bicubic2d.vec"
    case (.cubic, .alignCorners) where resize.cubicCoefficient == -0.75: target = "upsample_bicubic2d.vec"
    default: throw refusal("PyTorch does not resize in this way; export it as ONNX")
    }
    guard isPlain else { throw refusal("PyTorch does not resize in this way; export it as ONNX") }
    var arguments: [(String, Argument)] = [
      ("input", .tensor(value(inputs[0]))),
      ("output_size", .integers([resize.size.height, resize.size.width])),
    ]
    if resize.mode != .nearest { arguments.append(("align_corners", .flag(aligned))) }
    return add(target, arguments + [("scale_factors", .none)])
  }
}
