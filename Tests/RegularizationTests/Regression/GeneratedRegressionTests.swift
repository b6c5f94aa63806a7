import Regularization
import Testing

@Suite struct GeneratedRegressionTests {
  @Test func `the same seed draws the same table`() throws {
    let data = GeneratedRegression(kind: .correlated, rows: 20, columns: 4, noise: 1, seed: 5)
    #expect(try data.table() == data.table())
  }

  @Test func `neighbours are correlated by 0,7`() throws {
    let rows = 4000
    let table = try GeneratedRegression(kind: .correlated, rows: rows, columns: 2, noise: 0, seed: 1).table()
    let (a, b) = (table.values[..<rows], table.values[rows...])
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(rows)
    // Five standard errors, √((1 + 0.49)/4000) each.
    #expect(abs(product - 0.7) < 5 * (1.49 / Double(rows)).squareRoot())
    // The first coefficient is 3, the second 0, and there is no noise.
    #expect(zip(table.response, a).allSatisfy { abs($0 - 3 * $1) < 1e-12 })
  }

  @Test func `whole paths begin with almost nothing and end at least squares`() throws {
    let table = try GeneratedRegression(kind: .correlated, rows: 50, columns: 4, noise: 1, seed: 2).table()
    let settings = RegressionSettings(standardize: true)
    let ridge = try RidgePath.wholePath(table, settings, stepsPerDecade: 6)
    let net = try ElasticNetPath.wholePath(
      table, settings, Penalty(.elasticNet(l1Ratio: 0.5)), count: 20)
    let least = LassoHomotopy.path(table, settings).points.last?.coefficients ?? []
    #expect((ridge.points.first?.degreesOfFreedom ?? 4) < 0.1 && net.points.count == 20)
    #expect(net.points.first?.activeCount == 0)
    for (own, other) in zip(ridge.points.last?.coefficients ?? [], least) {
      #expect(abs(own - other) < 1e-8 * (1 + abs(other)))
    }
  }
}
