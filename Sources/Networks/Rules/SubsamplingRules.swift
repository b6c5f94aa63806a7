import Tensors

/// Every `stride`-th pixel, with the channels beyond the input's zero; its gradient scatters back.
///
/// Linear, so the tangent rules are the forward and backward ones on other tensors.
final class SubsamplingRules: NodeRules {
  private let node: Int
  private let input: Int
  private let subsampling: Subsampling

  init(_ node: Int, _ input: Int, _ subsampling: Subsampling) {
    self.node = node
    self.input = input
    self.subsampling = subsampling
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try subsample(plan.values[input], plan, .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try subsample(tangent, plan, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory] {
    [try scatter(gradient, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [nil] }
    return [try scatter(change, plan, .tangentBackward)]
  }

  private func subsample(
    _ source: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    try plan.schedule.appendSubsampling(
      of: source, subsampling, batch: plan.batch, input: plan.graph.shapes[input],
      output: plan.graph.shapes[node], phase: phase.rawValue)
  }

  private func scatter(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let value = plan.values[input]
    let result: Memory
    // The loop wants both sides in groups of one size; row-major serves when they are not.
    if value.layout.extents.count == 4, value.layout.channelBlock == gradient.layout.channelBlock {
      result = try plan.reserve(value.layout)
    } else {
      let shape = plan.graph.shapes[input]
      result = try plan.reserve(.plain([plan.batch, shape.channels, shape.height, shape.width]))
    }
    let source =
      result.layout.channelBlock == gradient.layout.channelBlock
      ? gradient : try plan.convert(gradient, to: .plain(gradient.layout.extents), phase)
    plan.append(
      SubsampleStep(stride: subsampling.stride, large: result, small: source, scatters: true),
      touching: [result, source], phase)
    return try plan.convert(result, to: value.layout, phase)
  }
}

extension Schedule {
  /// Appends the subsampling of a node's value and returns the result.
  func appendSubsampling(
    of value: Memory, _ subsampling: Subsampling, batch: Int, input: SampleShape, output: SampleShape,
    phase: Int
  ) throws(KernelError) -> Memory {
    var source = try imageView(of: value, batch: batch, input, phase: phase)
    let extents = [batch, output.channels, output.height, output.width]
    let result: Memory
    if let block = source.layout.channelBlock, block > 1, input.channels % block == 0,
      output.channels % block == 0, let layout = try grouped(extents, like: source.layout)
    {
      result = try reserve(layout)
    } else {
      source = try convert(source, to: .plain(source.layout.extents), phase: phase)
      result = try reserve(.plain(extents))
    }
    append(
      SubsampleStep(stride: subsampling.stride, large: source, small: result, scatters: false),
      touching: [source, result], phase: phase)
    return result
  }

  /// A layout for other extents with channels in groups of the same size, if the library has one.
  private func grouped(_ extents: [Int], like layout: Layout) throws(KernelError) -> Layout? {
    let probe = try KernelDescription.convolution(
      device, .forward(training: false, PostOperations()), source: .any(extents),
      weights: .any([extents[1], extents[1], 3, 3]), bias: nil, destination: .any(extents),
      window: Window(stride: 1, padding: 1))
    let candidate = try probe.layout(.source, extents: extents)
    return candidate.channelBlock == layout.channelBlock ? candidate : nil
  }
}

/// Copies between an image and its subsampled form, whose channels are in groups of the same size.
private final class SubsampleStep: Step {
  private let stride: Int
  private let large: Memory
  private let small: Memory
  /// Whether `large` is made from `small`, zero where nothing was taken, rather than `small` from `large`.
  private let scatters: Bool

  init(stride: Int, large: Memory, small: Memory, scatters: Bool) {
    self.stride = stride
    self.large = large
    self.small = small
    self.scatters = scatters
  }

  func run() {
    guard let large = large.channelView, let small = small.channelView, large.block == small.block else {
      preconditionFailure("subsampling between different orders of channels")
    }
    let block = large.block
    if scatters { self.large.buffer.update(repeating: 0) }
    for sample in 0..<large.batch {
      for group in 0..<small.groups {
        let target = small.start(sample, group)
        guard group < large.groups else {
          if !scatters { target.update(repeating: 0, count: small.area * block) }
          continue
        }
        let source = large.start(sample, group)
        for row in 0..<small.height {
          for column in 0..<small.width {
            let inner = source + (row * stride * large.width + column * stride) * block
            let outer = target + (row * small.width + column) * block
            if scatters {
              inner.update(from: outer, count: block)
            } else {
              outer.update(from: inner, count: block)
            }
          }
        }
      }
    }
  }
}
