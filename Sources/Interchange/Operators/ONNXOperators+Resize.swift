import Formats
import Networks

/// Images of another size, sums over channels nearby, and branches that are known.
extension ONNXOperators {
  static func resize(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.tensor(0)
    let isOld = call.name == "Upsample" || call.opset < 11
    let (scales, target) = try resizing(call, isOld: isOld)
    let sizes = try t.sizes(x)
    let first = max(sizes.count - 2, 2)
    let spatial = Array(sizes[min(first, sizes.count)...]).compactMap(\.fixed)
    guard sizes.count >= 3, spatial.count == sizes.count - first else {
      throw Refusal("only images are resized")
    }
    var factors: [Double]?
    var result: [Int]
    if let target {
      result = target.suffix(spatial.count).compactMap(\.fixed)
      guard result.count == spatial.count, result.allSatisfy((1...1 << 20).contains),
        zip(target, sizes).prefix(first).allSatisfy({ $0 == $1 || $1.samples != 0 })
      else { throw Refusal("its result has no size, or channels are resized") }
      guard spatial.allSatisfy({ $0 > 0 }) else { throw Refusal("its input has no pixels") }
      let policy = call.text("keep_aspect_ratio_policy") ?? "stretch"
      if policy != "stretch" {
        // One factor for both sides, so that none is larger, or smaller, than asked for.
        let own = zip(result, spatial).map { Double($0) / Double($1) }
        let factor = (policy == "not_larger" ? own.min() : own.max()) ?? 1
        guard factor * Double(spatial.max() ?? 1) < 1e6 else { throw Refusal("its result is too large") }
        result = spatial.map { max(1, Int((Double($0) * factor).rounded())) }
        factors = spatial.map { _ in factor }
      }
    } else if let scales {
      guard scales.prefix(first).allSatisfy({ $0 == 1 }) else { throw Refusal("channels are resized") }
      let own = Array(scales.suffix(spatial.count))
      factors = own
      let products = zip(spatial, own).map { Double($0) * $1 }
      guard products.allSatisfy((1..<1e6).contains) else { throw Refusal("its result has no size") }
      result = products.map { Int($0.rounded(.down)) }
    } else {
      throw Refusal("its result has no size")
    }
    let (mode, coordinates) = (try mode(call), try coordinates(call, isOld: isOld))
    let coefficient = try call.number("cubic_coeff_a") ?? -0.75
    let (antialias, excludes) = (try call.integer("antialias") == 1, try call.integer("exclude_outside") == 1)
    return try t.resize(x, to: result, scales: factors) { size, scales in
      Resize(
        size: size, mode: mode, coordinates: coordinates, rounding: rounding(call, isOld: isOld),
        cubicCoefficient: coefficient, antialias: antialias, excludesOutside: excludes, scales: scales)
    }
  }

  /// Factors or sizes, one for each axis of the input.
  private static func resizing(
    _ call: ONNXCall, isOld: Bool
  ) throws(Refusal) -> (scales: [Double]?, sizes: [SymbolicInteger]?) {
    let t = call.translation
    let sizes = try t.sizes(try call.tensor(0))
    var scales: [Double]?
    let position = isOld ? 1 : 2
    if case .list(let list)? = call.node.attributes["scales"] {
      scales = []
      for element in list { scales?.append(try t.number(element) ?? 1) }
    } else if try call.has(position), let tensor = t.constant(try call.tensor(position)), tensor.count > 0 {
      scales = tensor.numbers
    }
    var target = try call.has(3) ? try t.integers(call.argument(3)).flatMap { $0.isEmpty ? nil : $0 } : nil
    guard let axes = try call.integers("axes") else {
      guard scales.map({ $0.count == sizes.count }) ?? true, target.map({ $0.count == sizes.count }) ?? true
      else {
        throw Refusal("its sizes do not fit its axes")
      }
      return (scales, target)
    }
    guard scales.map({ $0.count == axes.count }) ?? true, target.map({ $0.count == axes.count }) ?? true
    else {
      throw Refusal("its sizes do not fit its axes")
    }
    var (allScales, allTargets) = (Array(repeating: 1.0, count: sizes.count), sizes)
    for (position, index) in axes.enumerated() {
      let axis = try t.axis(index, rank: sizes.count)
      if let scales { allScales[axis] = scales[position] }
      if let target { allTargets[axis] = target[position] }
    }
    if scales != nil { scales = allScales }
    if target != nil { target = allTargets }
    return (scales, target)
  }

  private static func mode(_ call: ONNXCall) throws(Refusal) -> Resize.Mode {
    switch call.text("mode") ?? "nearest" {
    case "nearest": .nearest
    case "linear", "bilinear": .linear
    case "cubic": .cubic
    case let mode: throw Refusal("the mode \(mode) is not supported")
    }
  }

  private static func coordinates(_ call: ONNXCall, isOld: Bool) throws(Refusal) -> Resize.Coordinates {
    if isOld { return .asymmetric }
    switch call.text("coordinate_transformation_mode") ?? "half_pixel" {
    case "half_pixel": return .halfPixel
    case "half_pixel_symmetric": return .halfPixelSymmetric
    case "pytorch_half_pixel": return .pytorchHalfPixel
    case "align_corners": return .alignCorners
    case "asymmetric": return .asymmetric
    case "tf_half_pixel_for_nn": return .halfPixelForNearest
    case let mode: throw Refusal("the coordinates \(mode) are not supported")
    }
  }

  private static func rounding(_ call: ONNXCall, isOld: Bool) -> Resize.Rounding {
    switch call.text("nearest_mode") ?? (isOld ? "floor" : "round_prefer_floor") {
    case "floor": .floor
    case "ceil": .ceil
    case "round_prefer_ceil": .roundPreferCeil
    default: .roundPreferFloor
    }
  }

  /// Numbers over the sum of squares of channels nearby.
  ///
  /// Krizhevsky et al. 2012, §3.3.
  static func responseNormalization(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.tensor(0)
    let sizes = try t.sizes(x)
    guard sizes.count > 2, let channels = sizes[1].fixed, let size = try call.integer("size"),
      (1...1 << 20).contains(size),
      channels <= 1 << 12
    else { throw Refusal("its input has no channels") }
    // Sums of neighbours are a product with a band of ones, which is the same for all samples.
    let band = (0..<channels * channels).map { index in
      let offset = index % channels - index / channels
      return -((size - 1) / 2) <= offset && offset <= size / 2 ? 1.0 : 0
    }
    let weights = Traced.constant(ConstantTensor(.float, band, extents: [channels, channels]))
    let moved = try t.transpose(try t.unary(.square, x), 1, sizes.count - 1)
    let sums = try t.transpose(try t.linear(moved, weights), 1, sizes.count - 1)
    let scaled = try t.affine(
      sums, scale: Float((try call.number("alpha") ?? 1e-4) / Double(size)),
      shift: Float(try call.number("bias") ?? 1))
    return try t.binary(.divide, x, try t.unary(.power, scaled, try call.number("beta") ?? 0.75))
  }

  /// The nodes of the branch that a constant chooses, in place of the node.
  static func branch(_ call: ONNXCall) throws(Refusal) -> [Traced] {
    let t = call.translation
    guard let condition = t.constant(try call.tensor(0))?.scalar else {
      throw Refusal(
        "control flow that depends on data is not supported; export with the newer exporter (dynamo=True)")
    }
    guard case .graph(let graph)? = call.node.attributes[condition != 0 ? "then_branch" : "else_branch"]
    else {
      throw Refusal("a branch is missing")
    }
    for (name, stored) in graph.stored { t.set(name, .constant(ConstantTensor(stored.tensor))) }
    for node in graph.nodes {
      for (name, value) in zip(node.outputs, try results(of: node, t)) { t.set(name, value) }
    }
    var values: [Traced] = []
    for name in graph.outputs { values.append(try t.value(named: name)) }
    return values
  }
}
