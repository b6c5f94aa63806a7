import Tensors

/// Pooling over windows of an image.
///
/// In files a height and width that are equal are one number; `ceil` and `counts-padding` are absent where they are false,
/// and `dilation` where it is 1.
package struct Pooling: Hashable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case maximum
    /// The mean over the pixels of the window, see `countsPadding`.
    case average
  }
  package let kind: Kind
  package let kernel: Extent2
  package let stride: Extent2
  package let padding: Padding2
  package let dilation: Extent2
  /// Whether a last window may end beyond the padding, as long as it starts within the image or the padding before it.
  package let ceil: Bool
  /// Whether pixels of the padding count as zeros in an average; otherwise the mean is over those inside the image.
  package let countsPadding: Bool

  package init(
    kind: Kind, kernel: Extent2, stride: Extent2, padding: Padding2 = 0, dilation: Extent2 = 1,
    ceil: Bool = false, countsPadding: Bool = false
  ) {
    self.kind = kind
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.ceil = ceil
    self.countsPadding = countsPadding
  }

  var window: Window { Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation) }
}

extension Pooling: OperationKind {
  package static let kind = "pooling"

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0].sample
    // A window within the padding alone would have no pixel.
    guard inputs[0].isImage || inputs[0].isVector, window.isWithinLimits,
      max(padding.top, padding.bottom) < kernel.height, max(padding.left, padding.right) < kernel.width,
      let output = window.outputExtent(of: Extent2(height: shape.height, width: shape.width), ceil: ceil)
    else { return nil }
    return ValueShape(SampleShape(channels: shape.channels, height: output.height, width: output.width))
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    PoolingRules(
      node, inputs[0], window, isMaximum: kind == .maximum, countsPadding: countsPadding)
  }
}

extension Pooling: Codable {
  /// In files `kind` says that this is a pooling.
  private enum CodingKeys: String, CodingKey {
    case kind = "statistic"
    case kernel
    case stride
    case padding
    case dilation
    case ceil
    case countsPadding = "counts-padding"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      kind: try container.decode(Kind.self, forKey: .kind),
      kernel: try container.decode(Extent2.self, forKey: .kernel),
      stride: try container.decode(Extent2.self, forKey: .stride),
      padding: try container.decode(Padding2.self, forKey: .padding),
      dilation: try container.decodeIfPresent(Extent2.self, forKey: .dilation) ?? 1,
      ceil: try container.decodeIfPresent(Bool.self, forKey: .ceil) ?? false,
      countsPadding: try container.decodeIfPresent(Bool.self, forKey: .countsPadding) ?? false)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(kernel, forKey: .kernel)
    try container.encode(stride, forKey: .stride)
    try container.encode(padding, forKey: .padding)
    if dilation != 1 { try container.encode(dilation, forKey: .dilation) }
    if ceil { try container.encode(ceil, forKey: .ceil) }
    if countsPadding { try container.encode(countsPadding, forKey: .countsPadding) }
  }
}

extension Operation {
  package static func pooling(_ pooling: Pooling) -> Operation { Operation(pooling) }
}

/// Maximum and average over windows.
///
/// The average is linear, so its tangent and the derivative of its gradient are its forward and backward kernels
/// again. The maximum hands on the tangent of the pixel that won, the first one when several are equal.
final class PoolingRules: NodeRules {
  private let node: Int
  private let input: Int
  private let window: Window
  private let isMaximum: Bool
  private let countsPadding: Bool

  /// What the forward rule leaves for the others.
  private struct Compiled {
    let kernel: KernelDescription
    let source: Memory
    let destination: Layout
    let workspace: Memory?
  }
  private var compiled: Compiled?

  init(_ node: Int, _ input: Int, _ window: Window, isMaximum: Bool, countsPadding: Bool = false) {
    self.node = node
    self.input = input
    self.window = window
    self.isMaximum = isMaximum
    self.countsPadding = countsPadding
  }

  private func state() -> Compiled {
    guard let compiled else { preconditionFailure("pooling's other rules come after its forward rule") }
    return compiled
  }

  private func kernel(
    _ plan: PlanCompiler, source: Layout, destination: Layout, hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    try .pooling(
      plan.schedule.device, training: !plan.isInference, maximum: isMaximum, countsPadding: countsPadding,
      source: source, destination: destination, window: window, hint: hint)
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = try plan.imageView(of: plan.values[input], plan.graph.shapes[input], .forward)
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    let kernel = try kernel(plan, source: source.layout, destination: .any(extents, source.layout.element))
    let destination = try kernel.layout(.destination, extents: extents)
    let result = try plan.reserve(destination)
    var bound: [(KernelArgument, Memory)] = [(.source, source), (.destination, result)]
    var workspace: Memory?
    if isMaximum, !plan.isInference {
      let memory = try plan.reserve(kernel.layout(.workspace, extents: destination.extents))
      bound.append((.workspace, memory))
      workspace = memory
    }
    try plan.append(kernel, bound, .forward)
    compiled = Compiled(kernel: kernel, source: source, destination: destination, workspace: workspace)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    let state = state()
    let source = try plan.convert(tangent, to: state.source.layout, .tangent)
    guard isMaximum else {
      let result = try plan.reserve(state.destination)
      try plan.append(state.kernel, [(.source, source), (.destination, result)], .tangent)
      return result
    }
    // Our own loop: the library's record of the winners is opaque.
    let image = try plan.convert(
      state.source, to: .plain(state.source.layout.extents), .tangent)
    let change = try plan.convert(source, to: image.layout, .tangent)
    let plain = try plan.reserve(.plain(state.destination.extents))
    plan.append(
      WinnerStep(window, image: image, tangent: change, result: plain),
      touching: [image, change, plain], .tangent)
    return try plan.convert(plain, to: state.destination, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [try gradientOfSource(gradient, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [nil] }
    return [try gradientOfSource(change, plan, .tangentBackward)]
  }

  private func gradientOfSource(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let state = state()
    let kernel = try kernel(
      plan, source: state.source.layout, destination: state.destination, hint: state.kernel)
    let result = try plan.reserve(state.source.layout)
    var bound: [(KernelArgument, Memory)] = [
      (.gradientOfDestination, gradient), (.gradientOfSource, result),
    ]
    if let workspace = state.workspace { bound.append((.workspace, workspace)) }
    try plan.append(kernel, bound, phase)
    return result
  }
}

/// Takes from `tangent` the pixel that wins in `image`, window by window; all row-major.
private final class WinnerStep: Step {
  private let window: Window
  private let image: Memory
  private let tangent: Memory
  private let result: Memory

  init(_ window: Window, image: Memory, tangent: Memory, result: Memory) {
    self.window = window
    self.image = image
    self.tangent = tangent
    self.result = result
  }

  func run() {
    let source = image.layout.extents
    let target = result.layout.extents
    let (height, width) = (source[2], source[3])
    for plane in 0..<source[0] * source[1] {
      let pixels = image.pointer + plane * height * width
      let changes = tangent.pointer + plane * height * width
      let out = result.pointer + plane * target[2] * target[3]
      for row in 0..<target[2] {
        for column in 0..<target[3] {
          let winner = winner(pixels, row, column, height, width)
          out[row * target[3] + column] = winner < 0 ? 0 : changes[winner]
        }
      }
    }
  }

  /// Index of the largest pixel of a window, −1 for a window without any.
  private func winner(
    _ pixels: UnsafePointer<Float>, _ row: Int, _ column: Int, _ height: Int, _ width: Int
  ) -> Int {
    var winner = -1
    for j in 0..<window.kernel.height {
      let y = row * window.stride.height - window.padding.top + j * window.dilation.height
      guard (0..<height).contains(y) else { continue }
      for i in 0..<window.kernel.width {
        let x = column * window.stride.width - window.padding.left + i * window.dilation.width
        guard (0..<width).contains(x) else { continue }
        let index = y * width + x
        if winner < 0 || pixels[index] > pixels[winner] { winner = index }
      }
    }
    return winner
  }
}
