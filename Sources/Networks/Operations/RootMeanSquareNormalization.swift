import Tensors

/// Normalization over the last axis without a mean: `γ x/√(⟨x²⟩ + ε)`, with a scale for each position of a row.
///
/// Zhang & Sennrich 2019, arXiv:1910.07467.
package struct RootMeanSquareNormalization: OperationKind {
  package static let kind = "rms-normalization"

  package let epsilon: Float

  package init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    return epsilon > 0 && epsilon.isFinite && shape.element == .float32 && shape.batchAxis != shape.rank - 1
      ? shape : nil
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    [
      ParameterSpecification(
        suffix: "weight", shape: [inputs[0].extents[inputs[0].rank - 1]], role: .normalizationScale)
    ]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    RootMeanSquareRules(node, inputs[0], Double(epsilon))
  }

  package func expansion(of inputs: [ValueShape]) -> Expansion? {
    var expansion = Expansion(inputs: 1, parameters: 1)
    let squares = expansion.add("squares", .elementary(.square), 0)
    let mean = expansion.add("mean", .mean(axes: inputs[0].rank - 1), squares)
    let shifted = expansion.add("shifted", .affine(scale: 1, shift: epsilon), mean)
    let inverse = expansion.add("inverse", .elementary(.reciprocalSquareRoot), shifted)
    let normal = expansion.add("normal", .arithmetic(.multiply), 0, inverse)
    _ = expansion.add("scaled", .arithmetic(.multiply), normal, expansion.parameter(0))
    return expansion
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
    let scale = try plan.parameters(of: node)[0]
    plan.append(
      RowNormalizationStep(source, epsilon: epsilon, centres: false, scale: scale, shift: nil, to: result),
      touching: [source, scale, result], .forward)
    return result
  }
}
