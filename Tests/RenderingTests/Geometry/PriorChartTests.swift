import Regularization
import Rendering
import Testing

@Suite struct PriorChartTests {
  private static func chart(_ strength: Double, matrix: [[Double]] = [[1, 0.5], [0.5, 1]]) throws
    -> PriorChart
  {
    let loss = try Quadratic(rows: matrix, centre: [1, 2.5])
    let members = try [
      Prior.gaussian(strength: strength, noiseVariance: 1), .laplace(strength: strength, noiseVariance: 1),
    ]
    .map { try PriorChart.Member(loss: loss, noiseVariance: 1, prior: $0) }
    return PriorChart(gaussian: members[0], laplace: members[1])
  }

  /// Optima at one strength.
  struct Reference: Sendable {
    let strength: Double
    let ridge: [Double]
    let lasso: [Double]
  }

  private static let references = [
    Reference(strength: 0.5, ridge: [0.9375, 1.6875], lasso: [2.0 / 3, 13.0 / 6]),
    Reference(strength: 1, ridge: [0.8, 1.3], lasso: [1.0 / 3, 11.0 / 6]),
    Reference(strength: 1.5, ridge: [0.6875, 1.0625], lasso: [0, 1.5]),
  ]

  @Test(arguments: references)
  func `modes are the optima of ridge and lasso`(reference: Reference) throws {
    let strength = reference.strength
    let priors = try Self.chart(strength).numbers["priors"].members
    #expect(agree(priors[0]["mode"]["point"].values, reference.ridge, within: 1e-12))
    #expect(agree(priors[1]["mode"]["point"].values, reference.lasso, within: 1e-12))
    #expect(priors.allSatisfy { abs($0["lambda"].value - strength) < 1e-12 })
    // τ² = σ²/λ and b = σ²/λ.
    #expect(abs(priors[0]["scale"].value * priors[0]["scale"].value * strength - 1) < 1e-12)
    #expect(abs(priors[1]["scale"].value * strength - 1) < 1e-12)
  }

  @Test func `mode and mean coincide under the Gaussian prior and differ under Laplace's`() throws {
    let chart = try Self.chart(1.5)
    let priors = chart.numbers["priors"].members
    #expect(priors[0]["mode"]["point"].values == priors[0]["mean"].values)
    let (mode, mean) = (priors[1]["mode"]["point"].values, priors[1]["mean"].values)
    #expect(mode[0] == 0 && mean[0] > 0.5)
    #expect(chart.description.contains("exactly zero in 1 weight"))
  }

  @Test func `every panel of the plane marks its optima on one window`() throws {
    let panels = try Self.chart(1.5).numbers["panels"].members
    #expect(panels.count == 4)
    #expect(panels[1...].map { $0["x"] } == Array(repeating: panels[1]["x"], count: 3))
    let marks = panels[3]["markers"].members
    #expect(marks.map { $0["name"].text } == ["least squares", "posterior mode", "posterior mean"])
    #expect(marks[1]["at"].values == [0, 1.5])
  }

  @Test func `contours are levels of the density`() throws {
    let panels = try Self.chart(1).numbers["panels"].members
    let contours = panels[1]["layers"].members.first { $0["kind"].text == "contours" }
    let line = contours["lines"].members.first { abs($0["level"].value - 0.3) < 1e-12 }
    let points = line["curves"].members.flatMap { $0["points"].members.map(\.values) }
    try #require(points.count > 50)
    for point in points {
      let (x, y) = (point[0] - 1, point[1] - 2.5)
      // −ln 0.3, up to the second order term of a grid of about 1/40.
      #expect(abs(0.5 * (x * x + x * y + y * y) - 1.203_973) < 1e-3)
    }
  }

  @Test func `several modes are said to be several`() throws {
    let chart = try Self.chart(1.5, matrix: [[1, 1], [1, 1]])
    #expect(chart.description.contains("one of all from (2, 0) to (0, 2)"))
  }

  @Test func `no text leaves the page`() throws {
    let drawing = Drawing(try Self.chart(1.5), on: try Page(width: 1600, height: 1560))
    for box in drawing.uprightBoxes {
      #expect(box.x.lowerBound >= 0 && box.x.upperBound <= drawing.page.width, "\(box.string)")
    }
    for word in ["posterior mode", "posterior mean", "likelihood", "priors of one weight"] {
      #expect(drawing.strings.contains(word))
    }
  }
}
