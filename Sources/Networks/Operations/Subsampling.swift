import Tensors

/// The parameter-free shortcut between shapes: every `stride`-th pixel, extra channels zero.
///
/// Option A of He et al. 2015.
package struct Subsampling: OperationKind {
  package static let kind = "subsampling"

  package let stride: Int
  package let channels: Int

  package init(stride: Int, channels: Int) {
    self.stride = stride
    self.channels = channels
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0].sample
    guard inputs[0].isImage || inputs[0].isVector, (1...Convolution.largestWindow).contains(stride),
      channels >= shape.channels
    else { return nil }
    return ValueShape(
      SampleShape(
        channels: channels, height: (shape.height + stride - 1) / stride,
        width: (shape.width + stride - 1) / stride))
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { SubsamplingRules(node, inputs[0], self) }
}

extension Operation {
  package static func subsampling(_ subsampling: Subsampling) -> Operation { Operation(subsampling) }
}

/// Every `stride`-th pixel, with the channels beyond the input's zero; its gradient scatters back.
///
/// Linear, so the tangent rules are the forward and backward ones on other tensors.
private final class SubsamplingRules: NodeRules {
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

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
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
    let source = try plan.imageView(of: source, plan.graph.shapes[input], phase)
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    let result = try plan.reserve(
      .images(extents, source.layout.channelOrder ?? .rowMajor, source.layout.element))
    plan.append(
      SubsampleStep(stride: subsampling.stride, large: source, small: result, scatters: false),
      touching: [source, result], phase)
    return result
  }

  private func scatter(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let value = plan.values[input]
    let shape = plan.graph.shapes[input]
    let result =
      value.layout.extents.count == 4
      ? try plan.reserve(value.layout)
      : try plan.reserve(.plain([plan.batch, shape.channels, shape.height, shape.width]))
    plan.append(
      SubsampleStep(stride: subsampling.stride, large: result, small: gradient, scatters: true),
      touching: [result, gradient], phase)
    return result
  }
}

/// Copies between an image and its subsampled form, each in any order that has channels and pixels; elements of any type, the
/// same in both.
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
    let (large, small) = (self.large.channels, self.small.channels)
    let size = small.element.byteCount
    // The subsampled form can have more channels, which are zero.
    let shared = self.large.layout.extents[1]
    if scatters { self.large.rawPointer.zero(self.large.layout.byteCount) }
    for sample in 0..<large.batch {
      for group in 0..<small.groups {
        let end = (group + 1) * small.block
        if !scatters, end > shared {
          small.address(sample, channel: group * small.block).zero(small.area * small.block * size)
        }
        var channel = group * small.block
        while channel < min(end, shared) {
          // Channels that lie next to each other on both sides.
          let lanes = min(min(end, shared) - channel, large.block - channel % large.block)
          copy(lanes, from: channel, sample, large, small)
          channel += lanes
        }
      }
    }
  }

  private func copy(
    _ lanes: Int, from channel: Int, _ sample: Int, _ large: ChannelView, _ small: ChannelView
  ) {
    let size = small.element.byteCount
    let inner = large.address(sample, channel: channel)
    let outer = small.address(sample, channel: channel)
    for row in 0..<small.height {
      for column in 0..<small.width {
        let pixel = inner + (row * stride * large.width + column * stride) * large.block * size
        let pointer = outer + (row * small.width + column) * small.block * size
        if scatters {
          pixel.copyMemory(from: pointer, byteCount: lanes * size)
        } else {
          pointer.copyMemory(from: pixel, byteCount: lanes * size)
        }
      }
    }
  }
}

extension UnsafeMutableRawPointer {
  /// Sets so many bytes to 0.
  fileprivate func zero(_ count: Int) { initializeMemory(as: UInt8.self, repeating: 0, count: count) }
}
