import Tensors

/// Normalization over the last axis without a mean: `γ x/√(⟨x²⟩ + ε)`, with a scale for each position of a row.
///
/// Zhang & Sennrich 2019, arXiv:1910.07467.
package struct RootMeanSquareNormalization: OperationKind {
  package static let kind = "rms-normalization"

  package let epsilon: Float

  /// Whether there is a scale; absent in files when true.
  package let affine: Bool

  package init(epsilon: Float = 1e-5, affine: Bool = true) {
    self.epsilon = epsilon
    self.affine = affine
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    return epsilon > 0 && epsilon.isFinite && shape.element == .float32 && shape.batchAxis != shape.rank - 1
      ? shape : nil
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    guard affine else { return [] }
    return [
      ParameterSpecification(
        suffix: "weight", shape: [inputs[0].extents[inputs[0].rank - 1]], role: .normalizationScale)
    ]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    RootMeanSquareRules(node, inputs[0], Double(epsilon))
  }

  package func expansion(of inputs: [ValueShape]) -> Expansion? {
    var expansion = Expansion(inputs: 1, parameters: affine ? 1 : 0)
    let squares = expansion.add("squares", .elementary(.square), 0)
    let mean = expansion.add("mean", .mean(axes: inputs[0].rank - 1), squares)
    let shifted = expansion.add("shifted", .affine(scale: 1, shift: epsilon), mean)
    let inverse = expansion.add("inverse", .elementary(.reciprocalSquareRoot), shifted)
    let normal = expansion.add("normal", .arithmetic(.multiply), 0, inverse)
    if affine { _ = expansion.add("scaled", .arithmetic(.multiply), normal, expansion.parameter(0)) }
    return expansion
  }
}

extension RootMeanSquareNormalization {
  private enum CodingKeys: CodingKey {
    case epsilon
    case affine
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      epsilon: try container.decode(Float.self, forKey: .epsilon),
      affine: try container.decodeIfPresent(Bool.self, forKey: .affine) ?? true)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epsilon, forKey: .epsilon)
    if !affine { try container.encode(affine, forKey: .affine) }
  }
}

extension Operation {
  package static func rmsNormalization(_ normalization: RootMeanSquareNormalization = .init()) -> Operation {
    Operation(normalization)
  }
}

private final class RootMeanSquareRules: ForwardRules {
  private let node: Int
  private let input: Int
  private let epsilon: Double

  init(_ node: Int, _ input: Int, _ epsilon: Double) {
    self.node = node
    self.input = input
    self.epsilon = epsilon
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = try plan.plain(plan.values[input], .forward)
    let result = try plan.reserve(source.layout)
    let scale = try plan.parameters(of: node).first
    plan.append(
      RowNormalizationStep(source, epsilon: epsilon, centres: false, scale: scale, shift: nil, to: result),
      touching: [source, scale, result].compactMap(\.self), .forward)
    return result
  }
}
