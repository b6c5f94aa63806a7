import Glibc
import Numerics
import Tensors

/// A function of two numbers with its derivatives, for operands that are repeated where their extents are 1.
struct PairwiseFunction: Sendable {
  /// The first and second derivatives of `f(a, b)` by its arguments.
  struct Derivatives {
    var a = 0.0
    var b = 0.0
    var aa = 0.0
    var ab = 0.0
    var bb = 0.0
  }

  /// `result ← f(a, b)` for vectors of one length.
  let loop: @Sendable (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  let derivatives: @Sendable (Double, Double) -> Derivatives

  static let maximum = PairwiseFunction(loop: VectorMath.maximum) { a, b in
    a == b ? Derivatives(a: 0.5, b: 0.5) : a > b ? Derivatives(a: 1) : Derivatives(b: 1)
  }

  static let minimum = PairwiseFunction(loop: VectorMath.minimum) { a, b in
    a == b ? Derivatives(a: 0.5, b: 0.5) : a < b ? Derivatives(a: 1) : Derivatives(b: 1)
  }

  /// As in PyTorch, the derivative by the exponent is 0 for powers of 0 with exponents that are not negative.
  static let power = PairwiseFunction { a, b, result, count in
    for i in 0..<count { result[i] = Float(pow(Double(a[i]), Double(b[i]))) }
  } derivatives: { a, b in
    let own = Elementary.Function.power(a, b)
    guard a != 0 || b < 0 else { return Derivatives(a: own.slope, aa: own.curvature) }
    let (y, logarithm) = (pow(a, b), log(a))
    return Derivatives(
      a: own.slope, b: y * logarithm, aa: own.curvature, ab: pow(a, b - 1) * (1 + b * logarithm),
      bb: y * logarithm * logarithm)
  }
}

/// A function of two numbers, `y = f(a, b)`; `fa`, `fab` and so on are its derivatives.
///
/// - tangent: `fa ȧ + fb ḃ`
/// - backward: `fa ȳ` and `fb ȳ`, summed over what an operand is repeated along
/// - its derivative: `fa ȳ' + (faa ȧ + fab ḃ) ȳ` and `fb ȳ' + (fab ȧ + fbb ḃ) ȳ`
final class PairwiseRules: NodeRules {
  private typealias Term = ProductSumStep.Term
  private let node: Int
  private let inputs: [Int]
  private let function: PairwiseFunction

  init(_ node: Int, _ inputs: [Int], _ function: PairwiseFunction) {
    self.node = node
    self.inputs = inputs
    self.function = function
  }

  private func extents(_ plan: PlanCompiler) -> [Int] { plan.graph.values[node].extents(batch: plan.batch) }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let extents = extents(plan)
    let a = try plan.repeated(plan.values[inputs[0]], over: extents, .forward)
    let b = try plan.repeated(plan.values[inputs[1]], over: extents, .forward)
    let result = try plan.reserve(.plain(extents))
    plan.append(
      ClosureStep { [loop = function.loop] in
        loop(a.pointer, b.pointer, result.pointer, result.buffer.count)
      }, touching: [a, b, result], .forward)
    return result
  }

  /// One of the first derivatives.
  private func slope(
    _ own: Int, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    try coefficients([], plan, phase) { derivatives, _, _ in own == 0 ? derivatives.a : derivatives.b }
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    var terms: [Term] = []
    for own in 0...1 {
      guard let tangent = plan.tangents[inputs[own]] else { continue }
      terms.append(Term(try plan.plain(tangent, .tangent), try slope(own, plan, .tangent)))
    }
    guard !terms.isEmpty else { return nil }
    return try plan.productSum(terms, over: extents(plan), to: extents(plan), .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    let gradient = try plan.plain(gradient, .backward)
    return try terms(plan, .backward) { own throws(KernelError) in
      [Term(gradient, try self.slope(own, plan, .backward))]
    }
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let phase = PlanCompiler.Phase.tangentBackward
    let bar = try plan.plain(gradient, phase)
    var changed: Memory?
    if let change { changed = try plan.plain(change, phase) }
    var moved: [Memory?] = []
    for input in inputs {
      guard let tangent = plan.tangents[input] else {
        moved.append(nil)
        continue
      }
      moved.append(try plan.repeated(tangent, over: extents(plan), phase))
    }
    let (da, db) = (moved[0], moved[1])
    return try terms(plan, phase) { own throws(KernelError) in
      var result: [Term] = []
      if let changed { result.append(Term(changed, try self.slope(own, plan, phase))) }
      if da != nil || db != nil {
        // Nothing is multiplied by an operand that does not move: the factor may be NaN.
        let slopeChange = try self.coefficients([da, db], plan, phase) { derivatives, u, v in
          var sum = 0.0
          if let u { sum += (own == 0 ? derivatives.aa : derivatives.ab) * u }
          if let v { sum += (own == 0 ? derivatives.ab : derivatives.bb) * v }
          return sum
        }
        result.append(Term(bar, slopeChange))
      }
      return result
    }
  }

  /// A function of the derivatives and of up to two other tensors, number by number.
  private func coefficients(
    _ others: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase,
    _ body: @escaping (PairwiseFunction.Derivatives, Double?, Double?) -> Double
  ) throws(KernelError) -> Memory {
    let extents = extents(plan)
    let a = try plan.repeated(plan.values[inputs[0]], over: extents, phase)
    let b = try plan.repeated(plan.values[inputs[1]], over: extents, phase)
    let (u, v) = (others.first ?? nil, others.last ?? nil)
    let result = try plan.reserve(.plain(extents))
    plan.append(
      ClosureStep { [derivatives = function.derivatives] in
        let target = result.buffer
        for i in target.indices {
          let found = derivatives(Double(a.pointer[i]), Double(b.pointer[i]))
          target[i] = Float(body(found, u.map { Double($0.pointer[i]) }, v.map { Double($0.pointer[i]) }))
        }
      }, touching: [a, b, u, v, result].compactMap(\.self), phase)
    return result
  }

  /// For each operand the sum of terms, over what it is repeated along.
  private func terms(
    _ plan: PlanCompiler, _ phase: PlanCompiler.Phase, _ body: (_ own: Int) throws(KernelError) -> [Term]
  ) throws(KernelError) -> [Memory?] {
    var result: [Memory?] = []
    for own in 0...1 {
      let terms = plan.needsGradient(inputs[own]) ? try body(own) : []
      let target = plan.graph.values[inputs[own]].extents(batch: plan.batch)
      result.append(
        terms.isEmpty ? nil : try plan.productSum(terms, over: extents(plan), to: target, phase))
    }
    return result
  }
}

extension PlanCompiler {
  /// A value over an index space, row-major: repeated along the axes where its extent is 1.
  func repeated(_ memory: Memory, over extents: [Int], _ phase: Phase) throws(KernelError) -> Memory {
    let plain = try plain(memory, phase)
    guard plain.layout.extents.reduce(1, *) != extents.reduce(1, *) else {
      return try reshaped(plain, to: extents, phase)
    }
    return try productSum([.init(plain)], over: extents, to: extents, phase)
  }
}
