import Tensors

/// An elementary function of each number.
///
/// In files a function with numbers of its own has them beside its name, as in
/// `{"kind":"elementary","function":"clip","numbers":[0,6]}`.
package struct Elementary: OperationKind {
  package static let kind = "elementary"

  package let function: Function
  /// The function's own numbers, as many as `Function.numberCount`.
  package let numbers: [Double]

  package init(_ function: Function, numbers: [Double] = []) {
    self.function = function
    self.numbers = numbers
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    inputs[0].element == .float32 && function.accepts(numbers) ? inputs[0] : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    ElementaryRules(node, inputs[0], self)
  }
}

extension Operation {
  package static func elementary(_ function: Elementary.Function, _ numbers: Double...) -> Operation {
    Operation(Elementary(function, numbers: numbers))
  }
}

extension Elementary {
  private enum CodingKeys: CodingKey {
    case function
    case numbers
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    function = try container.decode(Function.self, forKey: .function)
    numbers = try container.decodeIfPresent([Double].self, forKey: .numbers) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(function, forKey: .function)
    if !numbers.isEmpty { try container.encode(numbers, forKey: .numbers) }
  }
}

/// - tangent: `ẏ = f′ ẋ`
/// - backward: `x̄ = f′ ȳ`
/// - its derivative: `f′ ȳ' + f″ ẋ ȳ`
private final class ElementaryRules: NodeRules {
  private let node: Int
  private let input: Int
  private let elementary: Elementary

  init(_ node: Int, _ input: Int, _ elementary: Elementary) {
    self.node = node
    self.input = input
    self.elementary = elementary
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    var source = plan.values[input]
    // Any order without gaps will do; what pads a last group of channels must stay 0.
    if source.layout.byteCount != source.layout.extents.reduce(4, *) {
      source = try plan.plain(source, .forward)
    }
    let result = try plan.reserve(source.layout)
    let function = elementary.function.loop(elementary.numbers)
    plan.append(
      ClosureStep {
        function.apply(source.pointer, to: result.pointer, count: result.buffer.count)
      }, touching: [source, result], .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try append([plan.values[input], tangent], plan, .tangent) { derivatives, u, _, _ in
      derivatives.slope * u
    }
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [
      try append([plan.values[input], gradient], plan, .backward) { derivatives, u, _, _ in
        derivatives.slope * u
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
        try append([value, change], plan, phase) { derivatives, u, _, _ in derivatives.slope * u }
      ]
    case (nil, let tangent?):
      return [
        try append([value, gradient, tangent], plan, phase) { derivatives, u, v, _ in
          derivatives.curvature * u * v
        }
      ]
    case (let change?, let tangent?):
      return [
        try append([value, gradient, tangent, change], plan, phase) { derivatives, u, v, w in
          derivatives.curvature * u * v + derivatives.slope * w
        }
      ]
    }
  }

  /// Appends a function of the derivatives at the first tensor and up to three others, number by number, in `Double`.
  private func append(
    _ operands: [Memory], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase,
    _ body: @escaping (Elementary.Derivatives, Double, Double, Double) -> Double
  ) throws(KernelError) -> Memory {
    var plain: [Memory] = []
    for operand in operands { plain.append(try plan.plain(operand, phase)) }
    let (x, u) = (plain[0], plain[1])
    let (v, w) = (plain.count > 2 ? plain[2] : u, plain.count > 3 ? plain[3] : u)
    let result = try plan.reserve(x.layout)
    plan.append(
      ClosureStep { [elementary] in
        let target = result.buffer
        for i in target.indices {
          let derivatives = elementary.function.derivatives(Double(x.pointer[i]), elementary.numbers)
          target[i] = Float(
            body(derivatives, Double(u.pointer[i]), Double(v.pointer[i]), Double(w.pointer[i])))
        }
      }, touching: plain + [result], phase)
    return result
  }
}
