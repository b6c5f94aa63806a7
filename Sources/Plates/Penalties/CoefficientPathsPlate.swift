import Regularization
import Rendering

/// Coefficient paths of lasso, elastic net and ridge on the same data with correlated columns.
struct CoefficientPathsPlate: Plate {
  struct Results: Codable, Sendable {
    let data: CoefficientPathChart.Data
    /// Lasso, elastic net, ridge.
    let paths: [CoefficientPath]
    /// How the three fare on further tables from the same population.
    let repetitions: [Repetition]
  }

  struct Repetition: Codable, Sendable {
    /// Mean number of exact zeros.
    let zeros: Double
    /// Standard deviation, over the tables, of the coefficients of grouped columns.
    let deviation: Double
  }

  private static let l1Ratio = 0.3
  /// Share of what least squares explains at which models are compared.
  private static let explained = 0.9
  private static let tables = 100

  let about = PlateDescription(
    name: "coefficient-paths", chapter: .penalties, rows: [18],
    title: Words(
      "Coefficient paths: zeros of the lasso, steadiness of ridge, both", "계수 경로: 라쏘의 0, 능형의 안정, 그리고 둘 다"),
    lesson: Words(
      """
      From left to right the penalty weakens. Of columns that say nearly the same (a1–a3, b1 and b2) the lasso takes \
      mostly one; ridge shares the weight among them but keeps useless ones (c1–c3) too; the elastic net shares \
      it and still has zeros.
      """,
      """
      왼쪽에서 오른쪽으로 규제가 약해진다. 거의 같은 말을 하는 열(a1–a3, b1과 b2) 가운데 라쏘는 주로 하나를 택한다. 능형은 가중치를 \
      나누지만 쓸모없는 열(c1–c3)도 남긴다. 엘라스틱넷은 나누면서도 0을 만든다.
      """),
    next: Words("Draw the paths of your own table", "자신의 표로 경로를 그려 보라"),
    command: "landscape geometry path --csv data.csv --response y")

  var height: Int { 850 }

  func results(from workshop: Workshop) throws -> Results {
    let settings = RegressionSettings(standardize: true)
    let table = try GroupedRegression.table(seed: 1)
    let mixture = try Penalty(.elasticNet(l1Ratio: Self.l1Ratio))
    return Results(
      data: .init(source: "groups", response: "y", table: table, settings: settings),
      paths: [
        LassoHomotopy.path(table, settings),
        try ElasticNetPath.wholePath(table, settings, mixture, count: 120),
        try RidgePath.wholePath(table, settings, stepsPerDecade: 12),
      ], repetitions: try Self.repetitions(workshop.effort.pick(Self.tables, quick: 20), settings, mixture))
  }

  /// The three methods on tables of their own, each where its model explains enough.
  private static func repetitions(
    _ count: Int, _ settings: RegressionSettings, _ mixture: Penalty
  ) throws -> [Repetition] {
    var found: [[PathPoint]] = [[], [], []]
    for seed in 2..<UInt64(2 + count) {
      let table = try GroupedRegression.table(seed: seed)
      let paths = [
        try ElasticNetPath(penalty: .l1, settings: settings).path(table, count: 100),
        try ElasticNetPath(penalty: mixture, settings: settings).path(table, count: 100),
        try RidgePath.wholePath(table, settings, stepsPerDecade: 30),
      ]
      let all = LassoHomotopy.path(table, settings).points.last?.devianceShare ?? 1
      for (place, path) in paths.enumerated() {
        if let point = path.points.first(where: { $0.devianceShare >= explained * all }) {
          found[place].append(point)
        }
      }
    }
    return found.map { points in
      let zeros = points.reduce(0) { $0 + Double($1.coefficients.count { $0 == 0 }) } / Double(points.count)
      let variances = GroupedRegression.grouped.map { column in
        let values = points.map { $0.coefficients[column] }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      }
      let deviation = (variances.reduce(0, +) / Double(variances.count)).squareRoot()
      return Repetition(zeros: zeros.rounded(digits: 4), deviation: deviation.rounded(digits: 4))
    }
  }

  func claims(_ results: Results) -> [Claim] {
    let found = results.repetitions
    guard found.count == 3 else { return [] }
    let zeros = found.map { NumberText.value($0.zeros, digits: 2) }
    let deviations = found.map { NumberText.value($0.deviation, digits: 2) }
    return [
      Claim(
        Words(
          """
          Where nine tenths of what can be explained are, the lasso has \(zeros[0]) of 8 coefficients exactly zero on \
          average, the elastic net \(zeros[1]) and ridge \(zeros[2]).
          """,
          """
          설명할 수 있는 양의 9/10를 설명할 때 계수 8개 가운데 정확히 0인 것은 평균적으로 라쏘 \(zeros[0])개, 엘라스틱넷 \(zeros[1])개, \
          능형 \(zeros[2])개다.
          """), found[0].zeros > found[1].zeros && found[1].zeros > 0.5 && found[2].zeros == 0),
      Claim(
        Words(
          """
          From table to table the coefficients of the columns correlated by 0.95 vary by \(deviations[0]) under the \
          lasso, \(deviations[1]) under the elastic net and \(deviations[2]) under ridge (standard deviation).
          """,
          """
          표를 새로 뽑을 때 0.95로 상관된 열들의 계수의 표준편차는 라쏘 \(deviations[0]), 엘라스틱넷 \(deviations[1]), 능형 \
          \(deviations[2])이다.
          """), found[0].deviation > found[1].deviation && found[0].deviation > found[2].deviation),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      60 rows, seed 1: a1–a3 correlated by 0.95, coefficients 2; b1, b2 likewise, −2; c1–c3 independent, 0; noise 2.5. \
      1/(2n)‖y−Xβ‖² with λ‖β‖₁ (knots exact), λ[α‖β‖₁ + (1−α)/2 ‖β‖²], α = 0.3, and λ/2 ‖β‖²; columns standardized.
      """,
      """
      60행, 시드 1: a1–a3은 0.95로 상관, 계수 2, b1과 b2도 같고 계수 −2, c1–c3은 독립, 계수 0, 잡음 2.5. 1/(2n)‖y−Xβ‖²에 λ‖β‖₁(매듭은 \
      정확), λ[α‖β‖₁ + (1−α)/2 ‖β‖²], α = 0.3, λ/2 ‖β‖²를 더했고 열은 표준화했다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    PlateDrawing(
      CoefficientPathChart(results.paths, of: results.data, against: .lambda, theme: theme).chart(names: 10))
  }
}
