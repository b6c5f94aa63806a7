import Formats
import Networks
import Tensors

extension ONNXExport {
  /// Writes an operation that moves numbers; nil for other operations.
  func view(_ operation: any OperationKind) -> String? {
    switch operation {
    case is Flatten:
      let name = vector(inputs[0])
      set(current, .vector, name)
      return name
    case let permutation as Permutation: return transpose(value(inputs[0]), permutation.axes)
    case is Reshape: return reshape(value(inputs[0]), resultShape, part: nil, of: nil)
    case let part as Slice:
      return slice(value(inputs[0]), axis: part.axis, part.start..<part.start + part.count)
    case let concatenation as Concatenation:
      return add("Concat", inputs.map { value($0) }, ["axis": .integer(concatenation.axis)])
    case let padding as ZeroPadding: return pad(value(inputs[0]), padding.before, padding.after)
    case let subsampling as Subsampling: return self.subsampling(subsampling)
    case let gather as Gather:
      return add("Gather", [value(inputs[0]), integers(gather.indices)], ["axis": .integer(gather.axis)])
    case let repetition as SampleRepetition: return repeated(repetition)
    case is IndexValue: return add("Cast", [value(inputs[0])], ["to": .integer(1)])
    default: return nil
    }
  }

  private func pad(_ value: String, _ before: [Int], _ after: [Int]) -> String {
    add("Pad", [value, integers(before + after)])
  }

  /// Every so manieth pixel, then channels of zeros.
  private func subsampling(_ layer: Subsampling) -> String {
    var result = image(inputs[0])
    let added = layer.channels - shape(0).sample.channels
    if layer.stride > 1 {
      let ends = [shape(0).sample.height, shape(0).sample.width]
      let steps = [layer.stride, layer.stride]
      result = add(
        "Slice", [result, integers([0, 0]), integers(ends), integers([2, 3]), integers(steps)],
        part: added > 0 ? "pixels" : nil)
    }
    return added > 0 ? pad(result, [0, 0, 0, 0], [0, added, 0, 0]) : result
  }

  private func repeated(_ layer: SampleRepetition) -> String {
    let source = value(inputs[0])
    let count = add(
      "Shape", [samples], ["start": .integer(0), "end": .integer(1)], part: "samples")
    let rank = shape(0).rank
    var parts = [count]
    if layer.axis > 0 { parts.insert(integers(Array(repeating: 1, count: layer.axis)), at: 0) }
    if layer.axis < rank - 1 { parts.append(integers(Array(repeating: 1, count: rank - 1 - layer.axis))) }
    let extents = parts.count > 1 ? add("Concat", parts, ["axis": .integer(0)], part: "extents") : count
    return add("Expand", [source, extents])
  }

  /// Images of another size.
  ///
  /// - Throws: `InterchangeError.node` for scales that round to other sizes there.
  func resize(_ resize: Resize) throws(InterchangeError) -> String {
    var attributes: [String: ForeignGraph.Argument] = [
      "axes": .integers([2, 3]), "mode": .text(resize.mode.rawValue),
      "coordinate_transformation_mode": .text(resize.coordinates.nameInONNX),
    ]
    switch resize.mode {
    case .nearest: attributes["nearest_mode"] = .text(resize.rounding.nameInONNX)
    case .linear: break
    case .cubic: attributes["cubic_coeff_a"] = .number(resize.cubicCoefficient)
    }
    if resize.antialias { attributes["antialias"] = .integer(1) }
    if resize.excludesOutside { attributes["exclude_outside"] = .integer(1) }
    let source = value(inputs[0])
    guard let scales = resize.scales else {
      return add("Resize", [source, "", "", integers([resize.size.height, resize.size.width])], attributes)
    }
    let sample = shape(0).sample
    let sizes = zip(scales, [sample.height, sample.width]).map { Int(($0 * Double($1)).rounded(.down)) }
    guard sizes == [resize.size.height, resize.size.width] else {
      throw refusal("its scales of \(scales[0]) and \(scales[1]) lead to another size in ONNX")
    }
    return add("Resize", [source, "", constant(scales.map { Float($0) }, [2], part: "scales")], attributes)
  }
}

extension Resize.Coordinates {
  fileprivate var nameInONNX: String {
    switch self {
    case .halfPixel: "half_pixel"
    case .halfPixelSymmetric: "half_pixel_symmetric"
    case .pytorchHalfPixel: "pytorch_half_pixel"
    case .alignCorners: "align_corners"
    case .asymmetric: "asymmetric"
    case .halfPixelForNearest: "tf_half_pixel_for_nn"
    }
  }
}

extension Resize.Rounding {
  fileprivate var nameInONNX: String {
    switch self {
    case .roundPreferFloor: "round_prefer_floor"
    case .roundPreferCeil: "round_prefer_ceil"
    case .floor: "floor"
    case .ceil: "ceil"
    }
  }
}
