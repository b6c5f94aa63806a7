import Tensors

/// Leaky ReLU with a learned slope for each channel.
///
/// He et al. 2015, arXiv:1502.01852, §2.1. With slope `a`, and the second of each pair of terms only where `x ≤ 0`:
///
/// - forward: `y = x`, or `a x`
/// - tangent: `ẏ = ẋ`, or `a ẋ + ȧ x`
/// - backward: `x̄ = ȳ`, or `a ȳ`; `ā = Σ ȳ x`
/// - its derivative: `ȳ'`, or `a ȳ' + ȧ ȳ`; `Σ (ȳ' x + ȳ ẋ)`
final class PReLURules: NodeRules {
  private let node: Int
  private let input: Int

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = plan.values[input]
    return try append(times: source, plan, .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let source = plan.values[input]
    var tangent: Memory?
    if let moved = plan.tangents[input] { tangent = try plan.convert(moved, to: source.layout, .tangent) }
    return try append(times: tangent, plus: source, plan, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    let slopeGradient = try plan.reserve(plan.parameter(block(plan)).layout)
    plan.gradients[block(plan)] = slopeGradient
    appendSum([(gradient, plan.values[input])], into: slopeGradient, plan, .backward)
    return [try append(times: gradient, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let source = plan.values[input]
    var pairs: [(Memory, Memory)] = []
    if let change { pairs.append((change, source)) }
    if let tangent = plan.tangents[input] {
      pairs.append((gradient, try plan.convert(tangent, to: source.layout, .tangentBackward)))
    }
    if !pairs.isEmpty {
      let slopeChange = try plan.reserve(plan.parameter(block(plan)).layout)
      plan.gradientTangents[block(plan)] = slopeChange
      appendSum(pairs, into: slopeChange, plan, .tangentBackward)
    }
    return [try append(times: change, plus: gradient, plan, .tangentBackward)]
  }

  private func block(_ plan: PlanCompiler) -> Int { plan.layout.indices(of: node)[0] }

  /// `u`, or `a u + ȧ v` where `x ≤ 0`; a vector that is nil is zero.
  private func append(
    times u: Memory?, plus v: Memory? = nil, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let source = plan.values[input]
    let slopes = try plan.parameter(block(plan))
    let directions = v == nil ? nil : plan.direction(block(plan))
    let result = try plan.reserve(source.layout)
    plan.append(
      RectifyStep(by: source, times: u, slopes: slopes, plus: v, times: directions, to: result),
      touching: [source, u, slopes, v, directions, result].compactMap(\.self), phase)
    return result
  }

  private func appendSum(
    _ pairs: [(Memory, Memory)], into target: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) {
    let source = plan.values[input]
    plan.append(
      NegativeSumStep(by: source, pairs, into: target),
      touching: [source, target] + pairs.flatMap { [$0.0, $0.1] }, phase)
  }
}

/// `result ← u` where `x > 0`, else `a[c]·u + b[c]·v`; all tensors have one layout.
final class RectifyStep: Step {
  private let x: Memory
  private let u: Memory?
  private let a: Memory
  private let v: Memory?
  private let b: Memory?
  private let result: Memory

  init(
    by x: Memory, times u: Memory?, slopes a: Memory, plus v: Memory? = nil, times b: Memory? = nil,
    to result: Memory
  ) {
    self.x = x
    self.u = u
    self.a = a
    self.v = v
    self.b = b
    self.result = result
  }

  func run() {
    let runs = ChannelRuns(x.channels)
    let (x, target) = (self.x.pointer, result.pointer)
    let (u, v) = (self.u?.pointer, self.v?.pointer)
    for sample in 0..<self.x.layout.extents[0] {
      for index in 0..<runs.count {
        let run = runs[sample, index]
        let slope = run.coefficients(UnsafeBufferPointer(a.buffer))
        let second = b.map { run.coefficients(UnsafeBufferPointer($0.buffer)) } ?? SIMD8()
        var i = run.start
        for _ in 0..<run.count {
          let argument = SIMD8(loading: x + i, lanes: run.lanes)
          let first = u.map { SIMD8(loading: $0 + i, lanes: run.lanes) } ?? SIMD8()
          var negative = slope * first
          if let v { negative += second * SIMD8(loading: v + i, lanes: run.lanes) }
          first.replacing(with: negative, where: argument .<= 0).store(to: target + i, lanes: run.lanes)
          i += run.step
        }
      }
    }
  }
}

/// `result[c] ← Σ u·v` over the pairs, and the samples and pixels of a channel where `x ≤ 0`.
private final class NegativeSumStep: Step {
  private let x: Memory
  private let pairs: [(Memory, Memory)]
  private let result: Memory
  private var sums: [Double]

  init(by x: Memory, _ pairs: [(Memory, Memory)], into result: Memory) {
    self.x = x
    self.pairs = pairs
    self.result = result
    sums = Array(repeating: 0, count: result.layout.extents[0])
  }

  func run() {
    let runs = ChannelRuns(x.channels)
    let (x, target) = (self.x.pointer, result.pointer)
    let samples = self.x.layout.extents[0]
    sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      for (u, v) in pairs {
        let (u, v) = (u.pointer, v.pointer)
        for sample in 0..<samples {
          for index in 0..<runs.count {
            let run = runs[sample, index]
            var total = SIMD8<Double>()
            var i = run.start
            for _ in 0..<run.count {
              let product = SIMD8(loading: u + i, lanes: run.lanes) * SIMD8(loading: v + i, lanes: run.lanes)
              let isNegative = SIMD8(loading: x + i, lanes: run.lanes) .<= 0
              total += SIMD8<Double>(SIMD8().replacing(with: product, where: isNegative))
              i += run.step
            }
            run.add(total, to: sums)
          }
        }
      }
      for c in sums.indices { target[c] = Float(sums[c]) }
    }
  }
}
