import Numerics
import Regularization
import Testing

@Suite struct PathPropertyTests {
  /// Correlated columns with a sparse response.
  private func table(_ random: inout SeededGenerator, rows: Int, columns: Int) throws
    -> RegressionTable
  {
    var x: [[Double]] = []
    var y: [Double] = []
    for _ in 0..<rows {
      let common = random.normal()
      let row = (0..<columns).map { _ in 0.6 * common + random.normal() + 3 }
      x.append(row)
      y.append(
        row.enumerated().reduce(random.normal()) { $0 + ($1.offset % 3 == 0 ? $1.element : 0) })
    }
    return try RegressionTable(rows: x, response: y)
  }

  /// Largest violation of the lasso's conditions as a share of the first knot, from the original data.
  private func violation(
    _ coefficients: [Double], intercept: Double, strength: Double, _ table: RegressionTable
  ) -> Double {
    var worst = 0.0
    let n = table.rows
    var residuals = table.response
    for i in 0..<n {
      residuals[i] -= intercept
      for j in 0..<table.columns { residuals[i] -= table.values[j * n + i] * coefficients[j] }
    }
    for j in 0..<table.columns {
      let c = (0..<n).reduce(0) { $0 + table.values[j * n + $1] * residuals[$1] } / Double(n)
      let excess =
        coefficients[j] == 0
        ? max(0, abs(c) - strength) : abs(c - (coefficients[j] < 0 ? -strength : strength))
      worst = max(worst, excess)
    }
    return worst
  }

  @Test(arguments: [(30, 6), (12, 20), (60, 25), (5, 40)])
  func `the homotopy satisfies the conditions at knots and between them`(rows: Int, columns: Int)
    throws
  {
    var random = SeededGenerator(seed: 21, for: .regressionTable)
    for _ in 0..<RandomProblems.count(release: 200) / 20 {
      let table = try table(&random, rows: rows, columns: columns)
      let path = LassoHomotopy.path(table, RegressionSettings())
      #expect(path.isComplete)
      let first = path.points[0].strength
      #expect(path.points[0].activeCount == 0)
      for (high, low) in zip(path.points, path.points.dropFirst()) {
        #expect(high.strength > low.strength)
        for share in [0, 0.5] {
          let strength = low.strength + share * (high.strength - low.strength)
          let coefficients = path.coefficients(at: strength)
          let intercept = low.intercept + share * (high.intercept - low.intercept)
          #expect(
            violation(coefficients, intercept: intercept, strength: strength, table) <= 1e-9 * first
          )
        }
        #expect(low.devianceShare >= high.devianceShare - 1e-12)
      }
      // The end is a least squares solution: residuals are orthogonal to all columns.
      let last = try #require(path.points.last)
      #expect(last.strength == 0)
      #expect(
        violation(last.coefficients, intercept: last.intercept, strength: 0, table) <= 1e-9 * first)
      #expect(last.degreesOfFreedom == Double(min(columns, rows - 1)))
      if rows <= columns { #expect(abs(last.devianceShare - 1) < 1e-10) }
    }
  }

  @Test(arguments: [(40, 8), (15, 30)])
  func `coordinate descent and homotopy agree`(rows: Int, columns: Int) throws {
    var random = SeededGenerator(seed: 22, for: .regressionTable)
    let table = try table(&random, rows: rows, columns: columns)
    let exact = LassoHomotopy.path(table, RegressionSettings(standardize: true))
    var net = try ElasticNetPath(penalty: .l1, settings: RegressionSettings(standardize: true))
    net.tolerance = 1e-16
    let strengths = net.strengths(table, count: 12, downTo: 0.01)
    #expect(agree(strengths[0], exact.points[0].strength))
    let grid = net.path(table, count: 12, downTo: 0.01)
    #expect(grid.points.map(\.strength) == strengths)
    for point in grid.points {
      #expect(point.convergence.converged)
      #expect(agree(point.coefficients, exact.coefficients(at: point.strength), within: 1e-6))
    }
  }

  @Test func `the duality gap bounds the distance to the minimum`() throws {
    var random = SeededGenerator(seed: 23, for: .regressionTable)
    let table = try table(&random, rows: 30, columns: 10)
    for ratio in [1, 0.5, 0] {
      var net = try ElasticNetPath(penalty: Penalty(.elasticNet(l1Ratio: ratio)))
      let strengths = net.strengths(table, count: 5, downTo: 0.01)
      func criterion(_ point: PathPoint) -> Double {
        let variance = (1 - point.devianceShare) / 2 * deviance(table)
        return variance + point.strength * net.penalty.value(point.coefficients)
      }
      net.tolerance = 1e-15
      let exact = try net.path(table, strengths: strengths).points
      net.tolerance = 1e-3
      for (rough, exact) in zip(try net.path(table, strengths: strengths).points, exact) {
        let gap = try #require(rough.dualityGap)
        #expect(criterion(rough) - criterion(exact) <= gap + 1e-12 * criterion(exact))
        #expect(gap <= 1e-3 * deviance(table))
      }
    }
  }

  private func deviance(_ table: RegressionTable) -> Double {
    let mean = table.response.reduce(0, +) / Double(table.rows)
    return table.response.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(table.rows)
  }

  @Test func `the elastic net without L1 is ridge, with its degrees of freedom`() throws {
    var random = SeededGenerator(seed: 24, for: .regressionTable)
    for (rows, columns) in [(30, 6), (10, 14)] {
      let table = try table(&random, rows: rows, columns: columns)
      var net = try ElasticNetPath(penalty: Penalty(.elasticNet(l1Ratio: 0)))
      net.tolerance = 1e-16
      let ridge = try RidgePath.path(
        table, RegressionSettings(), convention: .halved, strengths: [0.01, 0.1, 1])
      for (a, b) in zip(try net.path(table, strengths: [0.01, 0.1, 1]).points, ridge.points) {
        #expect(agree(a.coefficients, b.coefficients, within: 1e-6))
        #expect(agree(a.degreesOfFreedom, b.degreesOfFreedom, relative: 1e-9))
        #expect(agree(a.devianceShare, b.devianceShare, relative: 1e-9))
      }
    }
  }

  @Test func `ridge without strength is least squares of least norm`() throws {
    var random = SeededGenerator(seed: 25, for: .regressionTable)
    let tall = try table(&random, rows: 25, columns: 5)
    let last = try #require(LassoHomotopy.path(tall, RegressionSettings()).points.last)
    let free = try RidgePath.path(tall, RegressionSettings(), convention: .halved, strengths: [0])
      .points[0]
    #expect(agree(free.coefficients, last.coefficients, within: 1e-10))
    #expect(agree(free.degreesOfFreedom, 5))
    let wide = try table(&random, rows: 6, columns: 12)
    let interpolating = try RidgePath.path(
      wide, RegressionSettings(), convention: .halved, strengths: [0]
    )
    .points[0]
    let sparse = try #require(LassoHomotopy.path(wide, RegressionSettings()).points.last)
    #expect(abs(interpolating.devianceShare - 1) < 1e-10)
    #expect(agree(interpolating.degreesOfFreedom, 5))
    #expect(interpolating.l2Norm <= sparse.l2Norm)
  }

  @Test func `constant columns are left out and duplicates reported`() throws {
    let x = [[1.0, 5, 1, 0], [2, 5, 2, 1], [4, 5, 4, 1], [7, 5, 7, 0], [3, 5, 3, 2]]
    let table = try RegressionTable(rows: x, response: [1, 2, 5, 6, 2])
    #expect(table.constantColumns == [1])
    #expect(table.duplicateColumns.map { [$0.first, $0.second] } == [[0, 2]])
    let path = LassoHomotopy.path(table, RegressionSettings(standardize: true))
    #expect(path.isComplete && path.constantColumns == [1] && path.dependentColumns == [2])
    #expect(path.points.allSatisfy { $0.coefficients[1] == 0 && $0.coefficients[2] == 0 })
    let net = try ElasticNetPath(penalty: Penalty(.elasticNet(l1Ratio: 0.5)))
    let point = try net.path(table, strengths: [0.1]).points[0]
    // Unlike the lasso, the elastic net shares among equals.
    #expect(agree(point.coefficients[0], point.coefficients[2], relative: 1e-3))
    #expect(point.coefficients[0] > 0 && point.coefficients[1] == 0)
  }

  @Test(arguments: [0.05, 0.5, 0.95])
  func `equal columns get equal coefficients, opposite ones opposite`(l1Ratio: Double) throws {
    var random = SeededGenerator(seed: 77, for: .regressionTable)
    for columns in [3, 12] {
      let plain = try table(&random, rows: 40, columns: columns)
      let rows = (0..<plain.rows).map { row in
        let values = (0..<columns).map { plain.values[$0 * plain.rows + row] }
        return values + [values[0], -values[0], values[1]]
      }
      let doubled = try RegressionTable(rows: rows, response: plain.response)
      let path = try ElasticNetPath(penalty: Penalty(.elasticNet(l1Ratio: l1Ratio))).path(doubled, count: 20)
      #expect(path.isComplete)
      for point in path.points {
        let c = point.coefficients
        let slack = 1e-11 * (c.map(\.magnitude).max() ?? 0)
        #expect(abs(c[0] - c[columns]) <= slack && abs(c[0] + c[columns + 1]) <= slack, "\(c)")
        #expect(abs(c[1] - c[columns + 2]) <= slack, "\(c)")
      }
    }
  }

  @Test func `a response that no column explains gives the intercept alone`() throws {
    let table = try RegressionTable(rows: [[1], [1], [1]], response: [1, 2, 3])
    let path = LassoHomotopy.path(table, RegressionSettings())
    #expect(
      path.points.count == 1 && path.points[0].intercept == 2 && path.points[0].coefficients == [0])
    let flat = try RegressionTable(rows: [[1], [2], [3]], response: [4, 4, 4])
    #expect(LassoHomotopy.path(flat, RegressionSettings()).points[0].devianceShare == 0)
  }

  @Test func `bad tables are refused with the place`() {
    #expect(throws: RegularizationError.emptyTable) { try RegressionTable(rows: [], response: []) }
    #expect(throws: RegularizationError.notFinite(row: 1, column: 2)) {
      try RegressionTable(rows: [[1, 2, 3], [4, 5, .nan]], response: [1, 2])
    }
    #expect(throws: RegularizationError.raggedRow(row: 1, found: 1, expected: 2)) {
      try RegressionTable(rows: [[1, 2], [3]], response: [1, 2])
    }
    #expect(throws: RegularizationError.responseLength(found: 1, expected: 2)) {
      try RegressionTable(rows: [[1, 2], [3, 4]], response: [1])
    }
    #expect(throws: RegularizationError.responseNotFinite(row: 1)) {
      try RegressionTable(rows: [[1], [3]], response: [1, .infinity])
    }
  }

  @Test func `negative strengths and Lp are refused`() throws {
    let table = try RegressionTable(rows: [[1], [2]], response: [1, 3])
    let net = try ElasticNetPath(penalty: .l1)
    #expect(throws: RegularizationError.invalidParameter(name: "strength", value: -1)) {
      try net.path(table, strengths: [1, -1])
    }
    #expect(throws: RegularizationError.invalidParameter(name: "exponent", value: 0.5)) {
      try ElasticNetPath(penalty: Penalty(.lp(exponent: 0.5)))
    }
    #expect(throws: RegularizationError.self) {
      try RidgePath.path(table, RegressionSettings(), convention: .whole, strengths: [.nan])
    }
    #expect(throws: RegularizationError.noSuchColumn(column: 3, columns: 1)) {
      try table.selecting([0, 3])
    }
  }

  @Test func `two columns make a quadratic whose optima are the path's`() throws {
    let table = try Diabetes.table().selecting([2, 8])
    #expect(table.names == ["bmi", "s5"])
    let problem = StandardizedRegression(table, Diabetes.settings)
    let loss = try Quadratic(problem)
    let path = LassoHomotopy.path(table, Diabetes.settings)
    for point in path.points {
      let optimum = try loss.minimum(penalty: .l1, strength: point.strength).global
      let standardized = zip(point.coefficients, problem.columnScales).map { $0 * $1 }
      #expect(agree([optimum.point.x, optimum.point.y], standardized, within: 1e-12))
      // 1/(2n) ‖y − Xβ‖².
      #expect(
        agree(optimum.loss, 0.5 * (1 - point.devianceShare) * deviance(table), relative: 1e-12))
    }
    #expect(throws: RegularizationError.unsuitableSize(found: 10, needed: 2)) {
      try Quadratic(Diabetes.table(), Diabetes.settings)
    }
  }
}
