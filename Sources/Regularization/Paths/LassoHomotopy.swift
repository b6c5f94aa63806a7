import Numerics

/// The whole lasso path, knot by knot.
///
/// Between knots the active coefficients are `β(λ) = u − λ d` with `G u = Xᵀy` and `G d = signs` on the
/// active columns. A knot is where a column's correlation with the residual reaches ±λ and it joins, or
/// where a coefficient reaches zero and it leaves (Osborne, Presnell & Turlach 2000,
/// doi:10.1093/imanum/20.3.389; Efron et al. 2004, doi:10.1214/009053604000000067, §3.1). Both lines are
/// solved afresh at every knot, so rounding does not pile up.
package struct LassoHomotopy {
  private let problem: StandardizedRegression
  private var gram: GramColumns
  private var factor = CholeskyFactor()
  private var active: [Int] = []
  private var signs: [Double] = []
  private var offsets: [Int] = []
  private var isActive: [Bool]
  private var isPassedOver: [Bool]
  private var everPassedOver: [Bool]
  /// `L⁻¹ Xᵀy` and `L⁻¹ signs` of the active columns.
  private var forwardResponse: [Double] = []
  private var forwardSigns: [Double] = []

  /// The lasso path from the strength at which all coefficients are zero down to a smallest one.
  ///
  /// - Parameters:
  ///   - smallest: λ at which the path ends; 0 for the least squares solution.
  ///   - largestActive: number of active columns at which it ends, if it gets there.
  package static func path(
    _ table: RegressionTable, _ settings: RegressionSettings, downTo smallest: Double = 0,
    largestActive: Int = .max
  ) -> CoefficientPath {
    var homotopy = LassoHomotopy(StandardizedRegression(table, settings))
    return homotopy.run(downTo: smallest, largestActive: largestActive)
  }

  private init(_ problem: StandardizedRegression) {
    self.problem = problem
    gram = GramColumns(problem)
    isActive = Array(repeating: false, count: problem.columns)
    isPassedOver = isActive
    everPassedOver = isActive
  }

  private enum Event {
    case joins(column: Int, sign: Double)
    case leaves(index: Int)
    case ends
  }

  private mutating func run(downTo smallest: Double, largestActive: Int) -> CoefficientPath {
    let scale = problem.scale
    var points: [PathPoint] = []
    let q = problem.correlations
    let largest = q.map(abs).max() ?? 0
    var lambda = largest
    record(lambda, [], [], &points)
    // Below this, correlations are rounding.
    let floor = max(smallest / scale, 1e-13 * largest)
    if let first = q.firstIndex(where: { abs($0) == largest }), largest > floor {
      add(first, sign: q[first] < 0 ? -1 : 1)
    }
    let limit = 20 * (problem.columns + 10)
    var steps = 0
    while !active.isEmpty, lambda > floor, steps < limit {
      steps += 1
      let (u, d) = (factor.backward(forwardResponse), factor.backward(forwardSigns))
      let (next, event) = nextKnot(u, d, below: lambda)
      if next <= floor {
        lambda = smallest / scale
        record(lambda, u, d, &points)
        return finished(points, isComplete: true)
      }
      // Columns that tie make knots of no length; one is enough.
      if next < lambda * (1 - 1e-14) {
        lambda = next
        record(lambda, u, d, &points, leaving: event)
      }
      switch event {
      case .ends: return finished(points, isComplete: true)
      case .joins(let column, let sign): add(column, sign: sign)
      case .leaves(let index): remove(index)
      }
      if active.count > largestActive { return finished(points, isComplete: true) }
    }
    return finished(points, isComplete: steps < limit)
  }

  /// The next smaller λ at which the active set changes.
  private mutating func nextKnot(_ u: [Double], _ d: [Double], below lambda: Double) -> (
    Double, Event
  ) {
    let p = problem.columns
    // Correlations are e + λ a.
    var e = problem.correlations
    var a = [Double](repeating: 0, count: p)
    _ = gram.withColumns { g in
      e.withUnsafeMutableBufferPointer { e in
        a.withUnsafeMutableBufferPointer { a in
          guard let e = e.baseAddress, let a = a.baseAddress else { return }
          for k in stride(from: 0, to: offsets.count - 1, by: 2) {
            VectorLoops.add(
              g + offsets[k], g + offsets[k + 1], -u[k], -u[k + 1], to: e, d[k], d[k + 1], to: a, p)
          }
          if let last = offsets.last, offsets.count % 2 == 1 {
            VectorLoops.add(-u[offsets.count - 1], g + last, to: e, p)
            VectorLoops.add(d[offsets.count - 1], g + last, to: a, p)
          }
        }
      }
    }
    var best = (0.0, Event.ends)
    for j in 0..<p where !isActive[j] && !isPassedOver[j] {
      if abs(abs(a[j]) - 1) <= 1e-10, abs(e[j]) <= 1e-10 * lambda {
        // It stays at ±λ along with the active columns: a combination of them, which need not join.
        isPassedOver[j] = true
        everPassedOver[j] = true
        continue
      }
      for sign in [1.0, -1] where sign * e[j] > 0 && sign * a[j] < 1 {
        // From inside, s(e + λa) reaches λ going down.
        let knot = min(sign * e[j] / (1 - sign * a[j]), lambda)
        if knot > best.0 { best = (knot, .joins(column: j, sign: sign)) }
      }
    }
    for k in u.indices where signs[k] * d[k] < 0 {
      let knot = u[k] / d[k]
      if knot > best.0, knot <= lambda { best = (knot, .leaves(index: k)) }
    }
    return best
  }

  private mutating func add(_ column: Int, sign: Double) {
    let offset = gram.prepare(column, problem)
    let products = gram.withColumns { g in active.map { g[offset + $0] } } ?? []
    let square = gram.withColumns { g in g[offset + column] } ?? 0
    guard factor.append(products: products, square: square) else {
      isPassedOver[column] = true
      everPassedOver[column] = true
      return
    }
    forwardResponse.append(factor.lastForward(forwardResponse, problem.correlations[column]))
    forwardSigns.append(factor.lastForward(forwardSigns, sign))
    active.append(column)
    signs.append(sign)
    offsets.append(offset)
    isActive[column] = true
  }

  private mutating func remove(_ index: Int) {
    isActive[active[index]] = false
    factor.remove(index)
    active.remove(at: index)
    signs.remove(at: index)
    offsets.remove(at: index)
    forwardResponse = factor.forward(active.map { problem.correlations[$0] })
    forwardSigns = factor.forward(signs)
    isPassedOver = Array(repeating: false, count: problem.columns)
  }

  private func record(
    _ lambda: Double, _ u: [Double], _ d: [Double], _ points: inout [PathPoint],
    leaving event: Event = .ends
  ) {
    var coefficients = [Double](repeating: 0, count: problem.columns)
    for (k, column) in active.prefix(u.count).enumerated() {
      coefficients[column] = u[k] - lambda * d[k]
    }
    if case .leaves(let index) = event { coefficients[active[index]] = 0 }
    // All active columns correlate by ±λ with the residual.
    var explained = 0.0
    for (beta, q) in zip(coefficients, problem.correlations) {
      explained += beta * q + lambda * abs(beta)
    }
    points.append(
      problem.point(
        strength: lambda * problem.scale, coefficients: coefficients, explained: explained,
        degreesOfFreedom: Double(coefficients.count { $0 != 0 })))
  }

  private func finished(_ points: [PathPoint], isComplete: Bool) -> CoefficientPath {
    CoefficientPath(
      penalty: .l1, settings: problem.settings, names: problem.table.names, points: points,
      constantColumns: problem.table.constantColumns,
      dependentColumns: everPassedOver.indices.filter { everPassedOver[$0] }, isComplete: isComplete
    )
  }
}
