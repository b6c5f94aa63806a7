import Numerics
import Tensors

/// Images of another height and width: numbers between pixels, as ONNX's `Resize` and PyTorch's `interpolate` make them.
///
/// In files what has its usual value is absent.
package struct Resize: Hashable, Sendable {
  /// What a number between pixels is.
  package enum Mode: String, Codable, Sendable {
    case nearest
    /// On the line between the two neighbours, along each axis.
    case linear
    /// Keys' cubic convolution of four neighbours; 1981, doi:10.1109/TASSP.1981.1163711.
    case cubic
  }

  /// Where pixel `k` of `m` lies among `n` pixels, in units of their distance, with `s = m/n`; ONNX's names.
  package enum Coordinates: String, Codable, Sendable {
    /// `(k + ½)/s − ½`.
    case halfPixel = "half-pixel"
    /// The same around the middle of the image, where `s` is not `m/n`.
    case halfPixelSymmetric = "half-pixel-symmetric"
    /// The same, and 0 for a single pixel.
    case pytorchHalfPixel = "pytorch-half-pixel"
    /// `k (n − 1)/(m − 1)`, and 0 for a single pixel.
    case alignCorners = "align-corners"
    /// `k/s`.
    case asymmetric
    /// `(k + ½)/s`.
    case halfPixelForNearest = "tf-half-pixel-for-nn"
  }

  /// Which pixel is the nearest.
  package enum Rounding: String, Codable, Sendable {
    case roundPreferFloor = "round-prefer-floor"
    case roundPreferCeil = "round-prefer-ceil"
    case floor
    case ceil
  }

  package let size: Extent2
  package let mode: Mode
  package let coordinates: Coordinates
  /// Of `nearest`.
  package let rounding: Rounding
  /// Keys' `a`, of `cubic`: −0.75 in PyTorch and ONNX, −0.5 with antialiasing.
  package let cubicCoefficient: Double
  /// Whether an image is smoothed where it becomes smaller, by as much as it does.
  package let antialias: Bool
  /// Whether weights of pixels beyond the image are shared by the others, rather than given to the pixel at the edge.
  package let excludesOutside: Bool
  /// `s` for height and width where it is not the ratio of the sizes.
  package let scales: [Double]?

  package init(
    size: Extent2, mode: Mode, coordinates: Coordinates = .halfPixel, rounding: Rounding = .roundPreferFloor,
    cubicCoefficient: Double = -0.75, antialias: Bool = false, excludesOutside: Bool = false,
    scales: [Double]? = nil
  ) {
    self.size = size
    self.mode = mode
    self.coordinates = coordinates
    self.rounding = rounding
    self.cubicCoefficient = cubicCoefficient
    self.antialias = antialias
    self.excludesOutside = excludesOutside
    self.scales = scales
  }
}

extension Resize: OperationKind {
  package static let kind = "resize"

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard shape.isImage, shape.element == .float32, size.height > 0, size.width > 0,
      abs(cubicCoefficient) <= 16, hasReasonableScales(shape.sample)
    else { return nil }
    return shape.with([1, shape.extents[1], size.height, size.width])
  }

  /// Whether scales, if there are any, lead to the sizes.
  private func hasReasonableScales(_ sample: SampleShape) -> Bool {
    guard let scales else { return true }
    return scales.count == 2
      && zip(scales, [(sample.height, size.height), (sample.width, size.width)]).allSatisfy { scale, sides in
        scale.isFinite && abs(scale * Double(sides.0) - Double(sides.1)) <= 1
          && scale * Double(sides.0) >= 0.5
      }
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { ResizeRules(node, inputs[0], self) }

  /// The map of images of a shape.
  func resampling(of shape: SampleShape) -> Resampling {
    Resampling(
      rows: ResampledAxis(self, from: shape.height, to: size.height, scale: scales?[0]).axis,
      columns: ResampledAxis(self, from: shape.width, to: size.width, scale: scales?[1]).axis)
  }
}

extension Resize: Codable {
  private enum CodingKeys: String, CodingKey {
    case size
    case mode
    case coordinates
    case rounding
    case cubicCoefficient = "cubic-coefficient"
    case antialias
    case excludesOutside = "excludes-outside"
    case scales
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      size: try container.decode(Extent2.self, forKey: .size),
      mode: try container.decode(Mode.self, forKey: .mode),
      coordinates: try container.decodeIfPresent(Coordinates.self, forKey: .coordinates) ?? .halfPixel,
      rounding: try container.decodeIfPresent(Rounding.self, forKey: .rounding) ?? .roundPreferFloor,
      cubicCoefficient: try container.decodeIfPresent(Double.self, forKey: .cubicCoefficient) ?? -0.75,
      antialias: try container.decodeIfPresent(Bool.self, forKey: .antialias) ?? false,
      excludesOutside: try container.decodeIfPresent(Bool.self, forKey: .excludesOutside) ?? false,
      scales: try container.decodeIfPresent([Double].self, forKey: .scales))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(size, forKey: .size)
    try container.encode(mode, forKey: .mode)
    if coordinates != .halfPixel { try container.encode(coordinates, forKey: .coordinates) }
    if rounding != .roundPreferFloor { try container.encode(rounding, forKey: .rounding) }
    if cubicCoefficient != -0.75 { try container.encode(cubicCoefficient, forKey: .cubicCoefficient) }
    if antialias { try container.encode(antialias, forKey: .antialias) }
    if excludesOutside { try container.encode(excludesOutside, forKey: .excludesOutside) }
    try container.encodeIfPresent(scales, forKey: .scales)
  }
}

extension Operation {
  package static func resize(_ resize: Resize) -> Operation { Operation(resize) }
}

/// Linear in the image: the map for values and tangents, its transpose for gradients.
private final class ResizeRules: LinearRules {
  let node: Int
  private let input: Int
  private let resize: Resize

  init(_ node: Int, _ input: Int, _ resize: Resize) {
    self.node = node
    self.input = input
    self.resize = resize
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a resized nothing") }
    return try map(input, to: node, plan, phase, isAdjoint: false)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    [try map(gradient, to: input, plan, phase, isAdjoint: true)]
  }

  /// A value like that of a node, in the order of the one that it is made of.
  private func map(
    _ source: Memory, to target: Int, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase, isAdjoint: Bool
  ) throws(KernelError) -> Memory {
    let known = source.layout.channelOrder == nil ? try plan.plain(source, phase) : source
    let result = try plan.reserve(
      .images(
        plan.graph.values[target].extents(batch: plan.batch), known.layout.channelOrder ?? .rowMajor))
    let step = try ResampleStep(
      resize.resampling(of: plan.graph.values[input].sample), known, to: result, isAdjoint: isAdjoint, plan)
    plan.append(step, touching: [known, result, step.row], phase)
    return result
  }
}

/// One map for all channels, in any order that our loops know.
private final class ResampleStep: Step {
  private let resampling: Resampling
  private let source: Memory
  private let result: Memory
  private let isAdjoint: Bool
  /// Of the images that are read in the forward direction, all channels.
  let row: Memory

  init(
    _ resampling: Resampling, _ source: Memory, to result: Memory, isAdjoint: Bool, _ plan: PlanCompiler
  ) throws(KernelError) {
    (self.resampling, self.source, self.result, self.isAdjoint) = (resampling, source, result, isAdjoint)
    // Lanes of a group of channels are padded up to 16.
    row = try plan.reserve(.plain([resampling.columns.from * (source.layout.extents[1] + 15)]))
  }

  func run() {
    let (from, to) = (source.channels, result.channels)
    // An image of one pixel has the same numbers in row-major order and with the channels last, and is taken for the former.
    let view = from.area > to.area ? from : to
    let images = view.batch * view.groups
    if isAdjoint {
      resampling.applyAdjoint(
        source.pointer, count: images, lanes: view.block, row: row.pointer, into: result.pointer)
    } else {
      resampling.apply(
        source.pointer, count: images, lanes: view.block, row: row.pointer, into: result.pointer)
    }
  }
}
