import Rendering
import Testing

@Suite struct ShrinkageChartTests {
  /// What a rule makes of the listed coefficients.
  private static func values(_ chart: ShrinkageChart, _ rule: String) -> [Double: Double] {
    let record = chart.numbers["rules"].members.first { $0["name"].text.contains(rule) }
    return Dictionary(
      zip(record["unpenalized"].values, record["coefficient"].values), uniquingKeysWith: { $1 })
  }

  @Test func `the rules are those of the orthonormal case`() {
    let chart = ShrinkageChart(strength: 1, l1Ratio: 0.5)
    #expect(Self.values(chart, "soft")[2] == 1)
    #expect(Self.values(chart, "soft")[-0.5] == 0)
    #expect(Self.values(chart, "ridge")[3] == 1.5)
    // (2 − ½)/(1 + ½) and 2 − ½.
    #expect(Self.values(chart, "naive")[2] == 1)
    #expect(Self.values(chart, "corrected")[2] == 1.5)
    #expect(Self.values(chart, "hard")[1] == 0)
    #expect(Self.values(chart, "hard")[-1.5] == -1.5)
    #expect(chart.numbers["zouHastie"]["l1"].value == 1 && chart.numbers["zouHastie"]["l2"].value == 0.5)
  }

  @Test func `the drawn corners follow the strength`() {
    let chart = ShrinkageChart(strength: 0.4, l1Ratio: 0.25)
    let layers = chart.numbers["panels"].members[0]["layers"].members
    let soft = layers.first { $0["name"].text.contains("soft") }
    for (x, y) in zip(soft["x"].values, soft["y"].values) {
      #expect(abs(y - (x < 0 ? min(0, x + 0.4) : max(0, x - 0.4))) < 1e-15)
    }
    #expect(soft["x"].values.contains(0.4))
    let marks = layers.filter { $0["kind"].text == "vertical line" }.map { $0["at"].value }
    #expect(marks == [-0.4, 0.4])
  }

  @Test func `the hard threshold's jump is not drawn`() {
    let layers = ShrinkageChart(strength: 1, l1Ratio: 0.5).numbers["panels"].members[0]["layers"].members
    let hard = layers.first { $0["name"].text == "hard threshold" }
    let steps = zip(hard["y"].values, hard["y"].values.dropFirst())
    for (index, step) in zip(0..., steps) where step.0.isFinite && step.1.isFinite {
      let run = hard["x"].values[index + 1] - hard["x"].values[index]
      #expect(abs(step.1 - step.0) <= abs(run) + 1e-15)
    }
  }

  @Test func `L1 pulls all weights alike, L2 in proportion`() throws {
    let layers = ShrinkageChart(strength: 2, l1Ratio: 0.5).numbers["panels"].members[1]["layers"].members
    let lengths = layers.filter { $0["kind"].text == "arrows" }.map { layer in
      layer["arrows"].members.map { arrow in
        (weight: arrow.members[0].values[0], pull: arrow.members[1].values[0] - arrow.members[0].values[0])
      }
    }
    try #require(lengths.count == 2 && lengths[0].count == 5)
    for (weight, pull) in lengths[0] {
      #expect(abs(abs(pull) - abs(lengths[0][0].pull)) < 1e-12 && pull * weight < 0)
    }
    let share = lengths[1][0].pull / lengths[1][0].weight
    for (weight, pull) in lengths[1] { #expect(abs(pull / weight - share) < 1e-12) }
    // One measure for both: L2's pull at |w| = 1 is L1's.
    #expect(abs(abs(share) - abs(lengths[0][0].pull)) < 1e-12)
  }

  @Test func `no text leaves the page or covers another`() throws {
    for theme in Theme.allCases {
      let drawing = Drawing(
        ShrinkageChart(strength: 1, l1Ratio: 0.5, theme: theme), on: try Page(width: 1600, height: 1000))
      let boxes = drawing.uprightBoxes
      for (index, box) in boxes.enumerated() {
        #expect(box.x.lowerBound >= 0 && box.x.upperBound <= drawing.page.width, "\(box.string)")
        for other in boxes[..<index] { #expect(!box.overlaps(other), "\(box.string) over \(other.string)") }
      }
    }
  }

  @Test func `without strength nothing is penalized`() {
    let chart = ShrinkageChart(strength: 0, l1Ratio: 0.5)
    for rule in ["soft", "ridge", "naive", "corrected", "hard"] {
      for (from, to) in Self.values(chart, rule) { #expect(from == to) }
    }
  }
}
