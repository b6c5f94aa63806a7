import Tensors

/// Maximum and average over windows; with no description, the average over the whole image.
///
/// The average is linear, so its tangent and the derivative of its gradient are its forward and backward kernels
/// again. The maximum hands on the tangent of the pixel that won, the first one when several are equal.
final class PoolingRules: NodeRules {
  private let node: Int
  private let input: Int
  private let pooling: Pooling?

  /// What the forward rule leaves for the others.
  private struct Compiled {
    let kernel: KernelDescription
    let source: Memory
    let destination: Layout
    let workspace: Memory?
  }
  private var compiled: Compiled?

  init(_ node: Int, _ input: Int, _ pooling: Pooling?) {
    self.node = node
    self.input = input
    self.pooling = pooling
  }

  private func state() -> Compiled {
    guard let compiled else { preconditionFailure("pooling's other rules come after its forward rule") }
    return compiled
  }

  private var isMaximum: Bool { pooling?.kind == .maximum }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let geometry = PoolingGeometry(plan.graph, node: node, input: input, pooling)
    let source = try plan.schedule.imageView(
      of: plan.values[input], batch: plan.batch, plan.graph.shapes[input], phase: 0)
    let kernel = try geometry.kernel(
      plan.schedule.device, batch: plan.batch, source: source.layout, training: true)
    let destination = try kernel.layout(.destination, extents: geometry.destinationExtents(plan.batch))
    let result = try plan.reserve(destination)
    var bound: [(KernelArgument, Memory)] = [(.source, source), (.destination, result)]
    var workspace: Memory?
    if isMaximum {
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
    guard let pooling, isMaximum else {
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
      WinnerStep(pooling, image: image, tangent: change, result: plain),
      touching: [image, change, plain], .tangent)
    return try plan.convert(plain, to: state.destination, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory] {
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
    let geometry = PoolingGeometry(plan.graph, node: node, input: input, pooling)
    let kernel = try geometry.kernel(
      plan.schedule.device, batch: plan.batch, source: state.source.layout, training: true,
      destination: state.destination, hint: state.kernel)
    let result = try plan.reserve(state.source.layout)
    var bound: [(KernelArgument, Memory)] = [
      (.gradientOfDestination, gradient), (.gradientOfSource, result),
    ]
    if let workspace = state.workspace { bound.append((.workspace, workspace)) }
    try plan.append(kernel, bound, phase)
    return result
  }
}

/// Windows of a pooling node, with the padding that its output size implies.
struct PoolingGeometry {
  private let pooling: Pooling?
  private let input: SampleShape
  private let output: SampleShape

  init(_ graph: Graph, node: Int, input: Int, _ pooling: Pooling?) {
    self.pooling = pooling
    self.input = graph.shapes[input]
    output = graph.shapes[node]
  }

  func destinationExtents(_ batch: Int) -> [Int] {
    [batch, output.channels, output.height, output.width]
  }

  func kernel(
    _ device: Device, batch: Int, source: Layout, training: Bool, destination: Layout? = nil,
    hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    let window = Window(
      kernel: pooling.map { Extent2($0.kernel) } ?? Extent2(height: input.height, width: input.width),
      stride: Extent2(pooling?.stride ?? 1), padding: Padding2(pooling?.padding ?? 0))
    let wanted: Layout
    if let destination { wanted = destination } else { wanted = try .any(destinationExtents(batch)) }
    return try .pooling(
      device, training: training, maximum: pooling?.kind == .maximum, source: source, destination: wanted,
      window: window, hint: hint)
  }
}

extension Schedule {
  /// A node's value as `[n, C, H, W]`; vectors become images of one pixel.
  func imageView(
    of value: Memory, batch: Int, _ shape: SampleShape, phase: Int
  ) throws(KernelError) -> Memory {
    guard value.layout.extents.count != 4 else { return value }
    return try convert(
      value, to: .plain([batch, shape.channels, shape.height, shape.width]), phase: phase)
  }
}

/// Takes from `tangent` the pixel that wins in `image`, window by window; all row-major.
private final class WinnerStep: Step {
  private let pooling: Pooling
  private let image: Memory
  private let tangent: Memory
  private let result: Memory

  init(_ pooling: Pooling, image: Memory, tangent: Memory, result: Memory) {
    self.pooling = pooling
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
          var winner = -1
          for y in window(row, limit: height) {
            for x in window(column, limit: width) {
              let index = y * width + x
              if winner < 0 || pixels[index] > pixels[winner] { winner = index }
            }
          }
          out[row * target[3] + column] = winner < 0 ? 0 : changes[winner]
        }
      }
    }
  }

  private func window(_ index: Int, limit: Int) -> Range<Int> {
    let start = index * pooling.stride - pooling.padding
    return max(0, start)..<max(0, min(limit, start + pooling.kernel))
  }
}
