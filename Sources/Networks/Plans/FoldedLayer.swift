import Tensors

/// Where a load finds the parameter vector, for as long as it lasts.
final class ParameterSource {
  var parameters: UnsafePointer<Float>?
}

/// A layer's weights and bias with the normalization after it folded in.
///
/// With `s = γ/√(σ² + ε)` of the filter: `w ← s·w`, `b ← s·(b − μ) + β`; weights that DropConnect dropped in training
/// get its constant as well.
struct FoldedLayer {
  /// Row-major, `[filters, …]`.
  let weights: Memory
  let bias: Memory
  fileprivate let weightBlock: ParameterBlock
  fileprivate let biasBlock: ParameterBlock?
  fileprivate let normalization: NormalizationAffine?
  /// What inference multiplies the weights by, besides.
  fileprivate let weightFactor: Double

  init(
    layout: ParameterLayout, graph: Graph, layer: Int, normalization: Int?, dropConnect: Dropout?,
    schedule: Schedule
  ) throws(KernelError) {
    weightFactor = dropConnect.map { Double($0.inferenceFactor) } ?? 1
    let blocks = layout.blocks(of: layer)
    weightBlock = blocks[0]
    biasBlock = blocks.count > 1 ? blocks[1] : nil
    weights = try schedule.reserve(.plain(weightBlock.shape))
    bias = try schedule.reserve(.plain([weightBlock.shape[0]]), persistent: true)
    if let normalization, case .batchNormalization(let operation) = graph.nodes[normalization].operation {
      self.normalization = NormalizationAffine(
        layout.blocks(of: normalization), epsilon: operation.epsilon)
    } else {
      self.normalization = nil
    }
  }
}

/// The scale and shift that batch normalization with running statistics amounts to.
struct NormalizationAffine {
  private let scale: Range<Int>
  private let shift: Range<Int>
  private let mean: Range<Int>
  private let variance: Range<Int>
  private let epsilon: Double

  /// - Parameter blocks: scale, shift, running mean, running variance.
  init(_ blocks: [ParameterBlock], epsilon: Float) {
    scale = blocks[0].range
    shift = blocks[1].range
    mean = blocks[2].range
    variance = blocks[3].range
    self.epsilon = Double(epsilon)
  }

  /// `s = γ/√(σ² + ε)` and `β − s·μ` of one channel.
  func coefficients(_ c: Int, _ parameters: UnsafePointer<Float>) -> (scale: Double, shift: Double) {
    let deviation = (Double(parameters[variance.lowerBound + c]) + epsilon).squareRoot()
    let s = Double(parameters[scale.lowerBound + c]) / deviation
    let shift = Double(parameters[shift.lowerBound + c]) - s * Double(parameters[mean.lowerBound + c])
    return (s, shift)
  }
}

/// Scale and shift of each channel, kept from a load to the evaluations after it.
final class AffineTable {
  private var entries: [(scale: Double, shift: Double)]

  init(channels: Int) { entries = Array(repeating: (1, 0), count: channels) }

  subscript(channel: Int) -> (scale: Double, shift: Double) {
    get { entries[channel] }
    set { entries[channel] = newValue }
  }
}

/// Writes a folded layer's weights and bias from the parameter vector that is being loaded.
final class FoldStep: Step {
  private let layer: FoldedLayer
  private let source: ParameterSource

  init(_ layer: FoldedLayer, from source: ParameterSource) {
    self.layer = layer
    self.source = source
  }

  func run() {
    guard let parameters = source.parameters else { return }
    let filters = layer.weightBlock.shape[0]
    let size = layer.weightBlock.range.count / filters
    for filter in 0..<filters {
      let (scale, shift) = layer.normalization?.coefficients(filter, parameters) ?? (1, 0)
      let from = parameters + layer.weightBlock.range.lowerBound + filter * size
      let to = layer.weights.pointer + filter * size
      let factor = Float(scale * layer.weightFactor)
      for i in 0..<size { to[i] = factor * from[i] }
      let bias = layer.biasBlock.map { Double(parameters[$0.range.lowerBound + filter]) } ?? 0
      layer.bias.pointer[filter] = Float(scale * bias + shift)
    }
  }
}
