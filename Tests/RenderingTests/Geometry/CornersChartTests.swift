import Regularization
import Rendering
import Testing

@Suite struct CornersChartTests {
  private static let isotropic = Result<CornersChart, any Error> {
    CornersChart(
      try CornersChart.Study(
        losses: .isotropic, extent: 2, reach: 10, seed: 5, draws: 4000, cloudDraws: 400))
  }

  @Test func `the isotropic case has its closed form within the interval`() throws {
    let numbers = try Self.isotropic.get().numbers
    #expect(abs(numbers["exactShare"].value - 32.0 / 49) < 1e-15)
    #expect(numbers["headline"]["draws"].value == 4000)
    // The interval holds the exact share; with another seed one in twenty would not.
    #expect(numbers["headline"]["low"].value < 32.0 / 49 && 32.0 / 49 < numbers["headline"]["high"].value)
    #expect(numbers["caption"].text.contains("exactly 65.306 %"))
  }

  @Test func `shares rise from zero for ridge to the lasso's`() throws {
    let numbers = try Self.isotropic.get().numbers
    let points = numbers["againstMixingRatio"].members
    let shares = points.map { $0["share"]["share"].value }
    #expect(points.first?["setting"].value == 0 && points.last?["setting"].value == 1)
    #expect(shares.first == 0)
    #expect(shares.last == numbers["headline"]["share"].value)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func `the lasso does not depend on the correlation, elastic nets do`() throws {
    let curves = try Self.isotropic.get().numbers["againstCorrelation"].members
    #expect(curves.map { $0["l1Ratio"].value } == [1, 0.5, 0.2])
    let lasso = curves[0]["points"].members
    // Each interval holds the same exact share in about 19 of 20 cases; all do within twice its width.
    for point in lasso {
      let width = point["share"]["high"].value - point["share"]["low"].value
      #expect(abs(point["share"]["share"].value - 32.0 / 49) < width)
    }
    let elastic = curves[1]["points"].members.map { $0["share"]["share"].value }
    #expect(elastic[elastic.count / 2] > 4 * elastic[0])
  }

  @Test func `the clouds lie on the regions' boundaries, L1's often at a corner, L2's never`() throws {
    let clouds = try Self.isotropic.get().numbers["clouds"].members
    for optimum in clouds[0]["optima"].members.map(\.values) {
      #expect(abs(abs(optimum[0]) + abs(optimum[1]) - 2) < 1e-12)
    }
    for optimum in clouds[1]["optima"].members.map(\.values) {
      #expect(abs(optimum[0] * optimum[0] + optimum[1] * optimum[1] - 4) < 1e-12)
      #expect(optimum[0] != 0 && optimum[1] != 0)
    }
    #expect(clouds[0]["corners"].value > 200)
    #expect(clouds[1]["corners"].value == 0)
  }

  @Test func `the picture states draws, seed and interval, and L2's probability as 0`() throws {
    let chart = try Self.isotropic.get()
    for words in ["4,000", "seed 5", "95 % interval"] { #expect(chart.description.contains(words)) }
    #expect(chart.title.contains("L2: probability 0"))
    #expect(chart.description.contains("none is zero"))
    let drawing = Drawing(chart, on: try Page(width: 1600, height: 1700))
    #expect(drawing.strings.contains("L2: no corner"))
    for box in drawing.uprightBoxes {
      #expect(box.x.lowerBound >= 0 && box.x.upperBound <= drawing.page.width, "\(box.string)")
    }
  }
}
