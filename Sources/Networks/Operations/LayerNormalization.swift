import Numerics
import Tensors

/// Normalization over the last axis: `γ (x − μ)/√(σ² + ε) + β` with the mean and (biased) variance of each row, scale and shift
/// for each of its positions.
///
/// Ba, Kiros & Hinton 2016, arXiv:1607.06450. As transformers use it; group normalization with one group is that of images.
package struct LayerNormalization: OperationKind {
  package static let kind = "layer-normalization"

  package let epsilon: Float
  package let bias: Bool
  /// Whether there is a scale, and with `bias` a shift; absent in files when true.
  package let affine: Bool

  package init(epsilon: Float = 1e-5, bias: Bool = true, affine: Bool = true) {
    self.epsilon = epsilon
    self.bias = bias
    self.affine = affine
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    return epsilon > 0 && epsilon.isFinite && shape.element == .float32 && shape.batchAxis != shape.rank - 1
      && shape.extents[shape.rank - 1] > 1 ? shape : nil
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    guard affine else { return [] }
    let shape = [inputs[0].extents[inputs[0].rank - 1]]
    let scale = ParameterSpecification(suffix: "weight", shape: shape, role: .normalizationScale)
    return bias
      ? [scale, ParameterSpecification(suffix: "bias", shape: shape, role: .normalizationShift)] : [scale]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    LayerNormalizationRules(node, inputs[0], self)
  }

  package func expansion(of inputs: [ValueShape]) -> Expansion? {
    let last = inputs[0].rank - 1
    var expansion = Expansion(inputs: 1, parameters: affine ? bias ? 2 : 1 : 0)
    let mean = expansion.add("mean", .mean(axes: last), 0)
    let negative = expansion.add("negative", .affine(scale: -1), mean)
    let centred = expansion.add("centred", .arithmetic(.add), 0, negative)
    let squares = expansion.add("squares", .elementary(.square), centred)
    let variance = expansion.add("variance", .mean(axes: last), squares)
    let shifted = expansion.add("shifted", .affine(scale: 1, shift: epsilon), variance)
    let inverse = expansion.add("inverse", .elementary(.reciprocalSquareRoot), shifted)
    let normal = expansion.add("normal", .arithmetic(.multiply), centred, inverse)
    guard affine else { return expansion }
    let scaled = expansion.add("scaled", .arithmetic(.multiply), normal, expansion.parameter(0))
    if bias { _ = expansion.add("sum", .arithmetic(.add), scaled, expansion.parameter(1)) }
    return expansion
  }
}

extension LayerNormalization {
  private enum CodingKeys: CodingKey {
    case epsilon
    case bias
    case affine
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      epsilon: try container.decode(Float.self, forKey: .epsilon),
      bias: try container.decode(Bool.self, forKey: .bias),
      affine: try container.decodeIfPresent(Bool.self, forKey: .affine) ?? true)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encode(bias, forKey: .bias)
    if !affine { try container.encode(affine, forKey: .affine) }
  }
}

extension Operation {
  package static func layerNormalization(_ normalization: LayerNormalization = .init()) -> Operation {
    Operation(normalization)
  }
}

private final class LayerNormalizationRules: ForwardRules {
  private let node: Int
  private let input: Int
  private let normalization: LayerNormalization

  init(_ node: Int, _ input: Int, _ normalization: LayerNormalization) {
    self.node = node
    self.input = input
    self.normalization = normalization
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = try plan.plain(plan.values[input], .forward)
    let result = try plan.reserve(source.layout)
    let blocks = try plan.parameters(of: node)
    plan.append(
      RowNormalizationStep(
        source, epsilon: Double(normalization.epsilon), centres: true, scale: blocks.first,
        shift: blocks.count > 1 ? blocks[1] : nil, to: result),
      touching: [source, result] + blocks, .forward)
    return result
  }
}

/// `γ (x − μ)/√(σ² + ε) + β` of each row, or without mean and shift `γ x/√(⟨x²⟩ + ε)`; statistics in `Double`.
///
/// Without scale and shift these are 1 and 0.
final class RowNormalizationStep: Step {
  private let source: Memory
  private let epsilon: Double
  /// Whether the mean is subtracted.
  private let centres: Bool
  private let scale: Memory?
  private let shift: Memory?
  private let result: Memory

  init(_ source: Memory, epsilon: Double, centres: Bool, scale: Memory?, shift: Memory?, to result: Memory) {
    self.source = source
    self.epsilon = epsilon
    self.centres = centres
    self.scale = scale
    self.shift = shift
    self.result = result
  }

  func run() {
    let width = source.layout.extents[source.layout.extents.count - 1]
    VectorMath.normalizeRows(
      source.pointer, scale: scale.map { UnsafePointer($0.pointer) },
      shift: shift.map { UnsafePointer($0.pointer) },
      centres: centres, epsilon: epsilon, rows: source.buffer.count / width, width: width,
      into: result.pointer)
  }
}
