import Glibc
import Tensors

/// An elementary function of each number.
package struct Elementary: OperationKind {
  package static let kind = "elementary"

  package enum Function: String, CaseIterable, Codable, Hashable, Sendable {
    case square
    case squareRoot = "square-root"
    /// `1/√x`.
    case reciprocalSquareRoot = "reciprocal-square-root"
    case reciprocal
    case exponential
    case logarithm
    /// `|x|`, with derivative 0 at 0.
    case absolute
  }

  package let function: Function

  package init(_ function: Function) { self.function = function }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    inputs[0].element == .float32 ? inputs[0] : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    ElementaryRules(node, inputs[0], function)
  }
}

extension Operation {
  package static func elementary(_ function: Elementary.Function) -> Operation {
    Operation(Elementary(function))
  }
}

extension Elementary.Function {
  /// The function and its first two derivatives at `x`.
  func evaluate(_ x: Double) -> (value: Double, slope: Double, curvature: Double) {
    switch self {
    case .square: return (x * x, 2 * x, 2)
    case .squareRoot:
      let y = x.squareRoot()
      return (y, 1 / (2 * y), -1 / (4 * x * y))
    case .reciprocalSquareRoot:
      let y = 1 / x.squareRoot()
      return (y, -y / (2 * x), 3 * y / (4 * x * x))
    case .reciprocal:
      let y = 1 / x
      return (y, -y * y, 2 * y * y * y)
    case .exponential:
      let y = exp(x)
      return (y, y, y)
    case .logarithm: return (log(x), 1 / x, -1 / (x * x))
    case .absolute: return (abs(x), x > 0 ? 1 : x < 0 ? -1 : 0, 0)
    }
  }
}

/// - tangent: `ẏ = f′ ẋ`
/// - backward: `x̄ = f′ ȳ`
/// - its derivative: `f′ ȳ' + f″ ẋ ȳ`
private final class ElementaryRules: NodeRules {
  private let node: Int
  private let input: Int
  private let function: Elementary.Function

  init(_ node: Int, _ input: Int, _ function: Elementary.Function) {
    self.node = node
    self.input = input
    self.function = function
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try append([plan.values[input]], plan, .forward) { function, x, _, _, _ in function.evaluate(x).value }
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try append([plan.values[input], tangent], plan, .tangent) { function, x, u, _, _ in
      function.evaluate(x).slope * u
    }
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [
      try append([plan.values[input], gradient], plan, .backward) { function, x, u, _, _ in
        function.evaluate(x).slope * u
      }
    ]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let phase = PlanCompiler.Phase.tangentBackward
    let value = plan.values[input]
    switch (change, plan.tangents[input]) {
    case (nil, nil): return [nil]
    case (let change?, nil):
      return [
        try append([value, change], plan, phase) { function, x, u, _, _ in
          function.evaluate(x).slope * u
        }
      ]
    case (nil, let tangent?):
      return [
        try append([value, gradient, tangent], plan, phase) { function, x, u, v, _ in
          function.evaluate(x).curvature * u * v
        }
      ]
    case (let change?, let tangent?):
      return [
        try append([value, gradient, tangent, change], plan, phase) { function, x, u, v, w in
          let (_, slope, curvature) = function.evaluate(x)
          return curvature * u * v + slope * w
        }
      ]
    }
  }

  /// Appends a function of up to four tensors, number by number, in `Double`.
  private func append(
    _ operands: [Memory], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase,
    _ body: @escaping (Elementary.Function, Double, Double, Double, Double) -> Double
  ) throws(KernelError) -> Memory {
    var plain: [Memory] = []
    for operand in operands { plain.append(try plan.plain(operand, phase)) }
    let (x, u) = (plain[0], plain.count > 1 ? plain[1] : plain[0])
    let (v, w) = (plain.count > 2 ? plain[2] : u, plain.count > 3 ? plain[3] : u)
    let result = try plan.reserve(x.layout)
    plan.append(
      ClosureStep { [function] in
        let target = result.buffer
        for i in target.indices {
          target[i] = Float(
            body(
              function, Double(x.pointer[i]), Double(u.pointer[i]), Double(v.pointer[i]),
              Double(w.pointer[i])))
        }
      }, touching: plain + [result], phase)
    return result
  }
}
