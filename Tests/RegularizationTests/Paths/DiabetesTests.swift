import Regularization
import Testing

/// Agreement with scikit-learn on real data.
@Suite struct DiabetesTests {
  @Test func `the data are all there`() throws {
    let table = try Diabetes.table()
    #expect(table.rows == 442 && table.columns == 10)
    #expect(table.constantColumns.isEmpty && table.duplicateColumns.isEmpty)
  }

  /// Both stop when the criterion is within about 1e-15 of its minimum, relative; coefficients are known to
  /// its root.
  @Test func `lasso and elastic net by coordinate descent`() throws {
    let table = try Diabetes.table()
    for (strength, ratio, expected) in DiabetesNumbers.lasso + DiabetesNumbers.elasticNet {
      var net = try ElasticNetPath(
        penalty: Penalty(.elasticNet(l1Ratio: ratio)), settings: Diabetes.settings)
      net.tolerance = 1e-16
      let path = try net.path(table, strengths: [strength])
      let point = try #require(path.points.first)
      #expect(point.convergence.converged)
      #expect(agree(Diabetes.standardized(point.coefficients, table), expected, within: 2e-7))
      #expect(point.coefficients.map { $0 == 0 } == expected.map { $0 == 0 })
    }
  }

  @Test func `ridge by eigendecomposition`() throws {
    let table = try Diabetes.table()
    var settings = Diabetes.settings
    settings.weighting = .sum
    let strengths = DiabetesNumbers.ridge.map(\.strength)
    let path = try RidgePath.path(table, settings, convention: .whole, strengths: strengths)
    #expect(path.isComplete)
    for (point, expected) in zip(path.points, DiabetesNumbers.ridge.reversed()) {
      #expect(point.strength == expected.strength)
      #expect(
        agree(
          Diabetes.standardized(point.coefficients, table), expected.coefficients, within: 1e-11))
    }
  }

  @Test func `all knots of the lasso path`() throws {
    let table = try Diabetes.table()
    let path = LassoHomotopy.path(table, Diabetes.settings)
    #expect(path.isComplete)
    #expect(path.points.count == DiabetesNumbers.knots.count)
    for (point, (strength, expected)) in zip(
      path.points, zip(DiabetesNumbers.knots, DiabetesNumbers.knotCoefficients))
    {
      #expect(abs(point.strength - strength) <= 1e-11 * DiabetesNumbers.knots[0])
      #expect(agree(Diabetes.standardized(point.coefficients, table), expected, within: 1e-10))
    }
    // S3 leaves the path once on its way, as in the paper's figure 1.
    let third = path.points.map { $0.coefficients[6] }
    #expect(third.contains { $0 < 0 } && (third.last ?? 0) > 0)
  }

  /// glmnet divides the response by its standard deviation before it applies the strength: a lasso scales
  /// along, but the square term then acts with `1/sd(y)` of its strength.
  @Test func `glmnet's internal scaling of the response is a weaker square term`() throws {
    let table = try Diabetes.table()
    let n = Double(table.rows)
    let mean = table.response.reduce(0, +) / n
    let deviation = (table.response.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    let penalty = try Penalty(.zouHastie(l1: 0.5 * 0.5, l2: 0.5 * 0.25 / deviation, .naive))
    var net = try ElasticNetPath(penalty: penalty, settings: Diabetes.settings)
    net.tolerance = 1e-16
    let point = try #require(try net.path(table, strengths: [1]).points.first)
    let found = Diabetes.standardized(point.coefficients, table)
    #expect(agree(found, DiabetesNumbers.elasticNetOfScaledResponse, within: 2e-7))
    #expect(!agree(found, DiabetesNumbers.elasticNet[0].coefficients, within: 0.1))
  }
}
