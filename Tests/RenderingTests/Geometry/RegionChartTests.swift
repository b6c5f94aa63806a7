import Regularization
import Rendering
import Storage
import Testing

@Suite struct RegionChartTests {
  private static func quadratic() throws -> Quadratic {
    try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
  }

  private func chart(_ penalties: [Penalty], extent: Double) throws -> RegionChart {
    let loss = try Self.quadratic()
    let cases = try penalties.map { penalty in
      let region = try ConstraintRegion(penalty: penalty, axisExtent: extent)
      return RegionChart.Case(region: region, optima: loss.minimum(in: region))
    }
    return RegionChart(
      loss: RegionLoss(loss, name: "A loss."), cases: cases, axes: ("$w_1$", "$w_2$"), rule: "")
  }

  /// The curves that the numbers of a figure hold under a name.
  private func points(_ name: String, in numbers: Numbers) -> [Point] {
    switch numbers {
    case .list(let values): return values.flatMap { points(name, in: $0) }
    case .record(let fields):
      if fields["name"] == .text(name), case .list(let curves)? = fields["curves"] {
        return curves.flatMap(coordinates)
      }
      return fields.sorted { $0.key < $1.key }.flatMap { points(name, in: $0.value) }
    default: return []
    }
  }

  private func coordinates(_ numbers: Numbers) -> [Point] {
    guard case .record(let curve) = numbers, case .list(let pairs)? = curve["points"] else { return [] }
    return pairs.compactMap { pair in
      guard case .list(let both) = pair, case .number(let x) = both[0], case .number(let y) = both[1] else {
        return nil
      }
      return Point(x: x, y: y)
    }
  }

  @Test func `the emphasized contour passes through the optimum, at its loss`() throws {
    let loss = try Self.quadratic()
    for penalty in [Penalty.l1, .l2(.halved), try Penalty(.elasticNet(l1Ratio: 0.5))] {
      let figure = try chart([penalty], extent: 1)
      let optimum = figure.cases[0].optima.global
      let contour = points("contour through the optimum", in: figure.numbers)
      #expect(contour.count >= 700)
      for point in contour {
        #expect(abs(loss.value(at: Vector2(point.x, point.y)) - optimum.loss) < 1e-12 * optimum.loss)
      }
      let nearest = contour.map { Vector2($0.x, $0.y).distance(to: optimum.point) }.min() ?? .infinity
      // Corners of the drawn ellipse are half a degree apart.
      #expect(nearest < 0.03)
    }
  }

  @Test func `the other contours are evenly spaced from it`() throws {
    let loss = try Self.quadratic()
    let figure = try chart([.l1], extent: 1)
    let own = figure.cases[0].optima.global.loss
    // Every point's loss, as one number a contour.
    let values = points("contours of the loss", in: figure.numbers).map {
      loss.value(at: Vector2($0.x, $0.y))
    }
    let levels = Set(values.map { ($0 * 1e9).rounded() }).sorted().map { $0 * 1e-9 }
    #expect(levels.count > 10 && levels.count < 30)
    let all = (levels + [own]).sorted()
    let steps = zip(all, all.dropFirst()).map { $1 - $0 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-8 })
    #expect(steps[0] >= own / 3 - 1e-9)
  }

  @Test func `the numbers are the optimum's, its multiplier, residual and cone`() throws {
    let text = JSONText.encode(try chart([.l1], extent: 1).numbers)
    for wanted in [
      #""point":[0,1]"#, #""multiplier":2"#, #""kktResidual":0"#, #""corner":true"#, #""kind":"wedge""#,
      #""cornerDegrees":90"#, #""budget":1"#,
    ] {
      #expect(text.contains(wanted), "\(wanted)")
    }
  }

  @Test func `the alt text states them`() throws {
    let description = try chart([.l1], extent: 1).description
    for wanted in ["(1, 2.5)", "(0, 1)", "a corner of the region", "λ = 2", "KKT residual 0"] {
      #expect(description.contains(wanted), "\(wanted) is not in: \(description)")
    }
  }

  @Test func `side by side each penalty has its panel and its remark`() throws {
    let penalties = [
      Penalty.l1, .l2(.halved), try Penalty(.elasticNet(l1Ratio: 0.2)), try Penalty(.lp(exponent: 0.5)),
    ]
    let strings = Drawing(try chart(penalties, extent: 1), on: try Page(width: 1600, height: 1600)).strings
    for wanted in ["L1 (lasso)", "L2 (ridge)", "elastic net, α = 0.2", "Lp, p = 0.5"] {
      #expect(strings.contains(wanted), "\(wanted)")
    }
    #expect(
      strings.contains {
        $0.contains("a corner, KKT residual") && $0.contains("a smooth point, KKT residual")
      })
  }

  @Test func `a corner that holds the optimum is enlarged, a smooth point is not`() throws {
    func insets(_ penalty: Penalty) throws -> Int {
      JSONText.encode(try chart([penalty], extent: 1).numbers).ranges(of: "\"inset\"").count
    }
    #expect(try insets(.l1) == 1)
    #expect(try insets(.l2(.halved)) == 0)
  }

  @Test func `no text leaves the page or overlaps another`() throws {
    for penalties in [[Penalty.l1], [.l1, .l2(.halved)]] {
      let figure = try chart(penalties, extent: 1)
      for (width, height) in [(1600, 1300), (800, 650), (1600, 800)] {
        let page = try Page(width: width, height: height)
        let boxes = Drawing(figure, on: page).uprightBoxes
        for (index, box) in boxes.enumerated() {
          #expect(box.x.lowerBound >= 0 && box.x.upperBound <= page.width, "\(box.string)")
          for other in boxes[(index + 1)...] {
            #expect(!box.overlaps(other), "\(box.string), \(other.string)")
          }
        }
      }
    }
  }

  @Test func `a region that holds the optimum leaves it where it is`() throws {
    let figure = try chart([.l1], extent: 10)
    #expect(figure.description.contains("the constraint is not active"))
    #expect(figure.cases[0].optima.global.point == Vector2(1, 2.5))
  }
}
