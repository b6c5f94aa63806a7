import Glibc
import Numerics
import Regularization
import Rendering
import Testing

/// Paths of an orthonormal design, `y = 3h₁ − 2h₂ + h₃`, whose coefficients are soft thresholds and quotients.
@Suite struct CoefficientPathChartTests {
  private static let settings = RegressionSettings(standardize: true)

  private static func table(names: [String] = ["first", "second", "third"]) throws -> RegressionTable {
    try RegressionTable(
      rows: [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], response: [2, 4, -6, 0], names: names)
  }

  private static func chart(
    _ penalties: [Penalty], against abscissa: CoefficientPathChart.Abscissa, _ table: RegressionTable,
    theme: Theme = .light
  ) throws -> CoefficientPathChart {
    let paths = try penalties.map { penalty in
      switch penalty.form {
      case .l1: LassoHomotopy.path(table, settings)
      case .l2:
        try RidgePath.path(
          table, settings, convention: .halved, strengths: [100, 10, 3, 1, 0.3, 0.1, 0.01])
      default: try ElasticNetPath(penalty: penalty, settings: settings).path(table, count: 20)
      }
    }
    let data = CoefficientPathChart.Data(
      source: "made up", response: "y", table: table, settings: settings)
    return CoefficientPathChart(paths, of: data, against: abscissa, theme: theme)
  }

  /// The series of a panel, as points.
  private static func series(_ chart: CoefficientPathChart, panel: Int = 0) -> [(x: [Double], y: [Double])] {
    chart.numbers["panels"].members[panel]["layers"].members.filter { $0["kind"].text == "series" }
      .map { ($0["x"].values, $0["y"].values) }
  }

  @Test func `the lasso's knots are where coefficients join`() throws {
    let numbers = try Self.chart([.l1], against: .lambda, Self.table()).numbers
    let points = numbers["paths"].members[0]["points"].members
    #expect(agree(points.map { $0["lambda"].value }, [3, 2, 1, 0], within: 1e-12))
    #expect(agree(points[2]["coefficients"].values, [2, -1, 0], within: 1e-12))
    #expect(agree(points.map { $0["degreesOfFreedom"].value }, [0, 1, 2, 3], within: 0))
    // The rug of ticks leaves λ = 0 out, which a logarithmic axis cannot show.
    let rug = numbers["panels"].members[0]["layers"].members.first { $0["kind"].text == "ticks" }
    #expect(agree(rug["values"].values, [3, 2, 1].map { -log10($0) }, within: 1e-12))
  }

  @Test func `between the knots lines show the exact path against each abscissa`() throws {
    let total = 14.0
    for abscissa in CoefficientPathChart.Abscissa.allCases {
      let chart = try Self.chart([.l1], against: abscissa, Self.table())
      let lines = Self.series(chart)
      try #require(lines.count == 3)
      #expect(lines[0].x.count > 50)
      for index in lines[0].x.indices {
        let (a, b, c) = (lines[0].y[index], lines[1].y[index], lines[2].y[index])
        // λ from the first coefficient, the others and the abscissa from λ.
        let strength = 3 - a
        #expect(abs(b + max(0, 2 - strength)) < 1e-9)
        #expect(abs(c - max(0, 1 - strength)) < 1e-9)
        let rest = (3 - a) * (3 - a) + (2 + b) * (2 + b) + (1 - c) * (1 - c)
        switch abscissa {
        case .norm: #expect(abs(lines[0].x[index] - (a - b + c)) < 1e-9)
        case .deviance: #expect(abs(lines[0].x[index] - 100 * (1 - rest / total)) < 1e-9)
        case .lambda: #expect(index == 0 || lines[0].x[index] > lines[0].x[index - 1])
        }
      }
    }
  }

  @Test func `all panels share one scale of coefficients and carry degrees of freedom`() throws {
    let elastic = try Penalty(.elasticNet(l1Ratio: 0.5))
    let chart = try Self.chart([.l1, elastic, .l2(.halved)], against: .norm, Self.table())
    let axes = chart.numbers["panels"].members.map { [$0["y"]["lower"].value, $0["y"]["upper"].value] }
    #expect(axes.count == 3)
    #expect(axes.allSatisfy { $0 == axes[0] })
    let drawing = Drawing(chart, on: try Page(width: 1600, height: 1050))
    #expect(drawing.strings.filter { $0 == "degrees of freedom" }.count == 3)
    for heading in ["lasso", "elastic net, $α$ = 0.5", "ridge"] { #expect(drawing.strings.contains(heading)) }
  }

  @Test func `ridge is a quotient of least squares`() throws {
    let numbers = try Self.chart([.l2(.halved)], against: .lambda, Self.table()).numbers
    for point in numbers["paths"].members[0]["points"].members {
      let quotient = 1 / (1 + point["lambda"].value)
      #expect(agree(point["coefficients"].values, [3, -2, 1].map { $0 * quotient }, within: 1e-12))
      #expect(abs(point["degreesOfFreedom"].value - 3 * quotient) < 1e-12)
    }
  }

  @Test(arguments: [Theme.light, .dark])
  func `names stand beside the lines' ends without overlaps`(theme: Theme) throws {
    let chart = try Self.chart([.l1], against: .norm, Self.table(), theme: theme)
    let drawing = Drawing(chart, on: try Page())
    for name in ["first", "second", "third"] {
      #expect(drawing.strings.filter { $0 == name }.count == 1)
    }
    let boxes = drawing.uprightBoxes
    for (index, box) in boxes.enumerated() {
      for other in boxes[..<index] { #expect(!box.overlaps(other), "\(box.string) over \(other.string)") }
      #expect(box.x.lowerBound >= 0 && box.x.upperBound <= drawing.page.width, "\(box.string)")
    }
  }

  /// 30 predictors whose lines end almost at the same place.
  private static func crowded() throws -> CoefficientPathChart {
    var stream = SeededGenerator(seed: 3, for: .regressionTable)
    let rows = (0..<60).map { _ in (0..<30).map { _ in stream.normal() } }
    let response = rows.map { $0.reduce(0, +) + 0.1 * stream.normal() }
    let table = try RegressionTable(rows: rows, response: response)
    return try chart([.l1], against: .lambda, table)
  }

  @Test func `names that do not fit beside the lines are in the legend`() throws {
    let chart = try Self.crowded()
    let drawing = Drawing(chart, on: try Page())
    for index in 1...30 { #expect(drawing.strings.filter { $0 == "x\(index)" }.count == 1) }
    let beside = drawing.uprightBoxes.filter { $0.string.hasPrefix("x") && $0.x.lowerBound > 480 }
    #expect((3..<30).contains(beside.count))
    for (index, box) in beside.enumerated() {
      for other in beside[..<index] { #expect(!box.overlaps(other), "\(box.string) over \(other.string)") }
    }
  }

  @Test func `caption and alt text state data, convention, knots and gap`() throws {
    let elastic = try Penalty(.elasticNet(l1Ratio: 0.5))
    let chart = try Self.chart([.l1, elastic], against: .lambda, Self.table())
    let caption = chart.numbers["caption"].text
    for words in ["n = 4, p = 3", "1/(2n)‖y − Xβ‖²", "4 knots", "duality gap", "standardized"] {
      #expect(caption.contains(words), "\(words) in \(caption)")
    }
    #expect(chart.description.contains("first (λ = 3), second (λ = 2), third (λ = 1)"))
  }

  @Test func `constant and equal columns are named`() throws {
    let table = try RegressionTable(
      rows: [[1, 5, 1], [2, 5, 2], [3, 5, 3], [5, 5, 5]], response: [1, 2, 2, 4], names: ["a", "b", "c"])
    let caption = try Self.chart([.l1], against: .lambda, table).numbers["caption"].text
    #expect(caption.contains("Left out as constant: b."))
    #expect(caption.contains("c = a"))
  }
}
