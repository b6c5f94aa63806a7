import Regularization
import Testing

/// Ten points of a line with an outlier; numbers from scikit-learn, six decimals.
@Suite struct ParrTests {
  private func table(outlier: Bool) throws -> RegressionTable {
    var y = [1.0539, 1.6931, -0.0487, 2.5201, 4.9783, 5.7886, 7.0240, 6.0265, 9.5812, 10.7626]
    if outlier { y[9] = 100 }
    return try RegressionTable(rows: (0..<10).map { [Double($0) * 10 / 9] }, response: y)
  }

  @Test(arguments: [(false, -0.170031, 1.021598), (true, -13.150016, 5.402343)])
  func `least squares`(outlier: Bool, intercept: Double, slope: Double) throws {
    let path = LassoHomotopy.path(try table(outlier: outlier), RegressionSettings())
    let last = try #require(path.points.last)
    #expect(abs(last.intercept - intercept) < 1e-6 && abs(last.coefficients[0] - slope) < 1e-6)
    #expect(path.points.count == 2 && last.strength == 0)
  }

  @Test func `ridge with an unpenalized intercept`() throws {
    let settings = RegressionSettings(weighting: .sum)
    let path = try RidgePath.path(
      table(outlier: true), settings, convention: .whole, strengths: [300])
    #expect(abs(path.points[0].intercept - 7.015412) < 1e-6)
    #expect(abs(path.points[0].coefficients[0] - 1.369258) < 1e-6)
  }

  @Test func `lasso with an unpenalized intercept`() throws {
    let path = LassoHomotopy.path(try table(outlier: true), RegressionSettings())
    #expect(abs(path.coefficients(at: 45)[0] - 0.984161) < 1e-6)
    let net = try ElasticNetPath(penalty: .l1)
    let point = try net.path(table(outlier: true), strengths: [45]).points[0]
    #expect(abs(point.coefficients[0] - 0.984161) < 1e-6 && abs(point.intercept - 8.940893) < 1e-6)
  }
}
