import Regularization

/// Constraint regions meeting a loss: one panel a penalty, on the same plane.
///
/// The optimum is computed, not asserted: one contour passes exactly through it, the others are evenly spaced in the loss.
package struct RegionChart: Figure {
  /// A region and the optima of the loss in it.
  package struct Case: Codable, Sendable {
    package let region: ConstraintRegion
    package let optima: OptimumSet

    /// A region with the loss's optima in it.
    package init(region: ConstraintRegion, optima: OptimumSet) {
      self.region = region
      self.optima = optima
    }

    var penalty: Penalty { region.penalty }
    var optimum: Optimum { optima.global }
  }

  /// The loss over the plane.
  package let loss: RegionLoss
  package let cases: [Case]
  /// What the two axes measure.
  package let axes: (x: String, y: String)
  /// What the panels have in common, such as "the same budget".
  package let rule: String
  /// Whether a corner that holds the optimum is enlarged.
  package var hasInset = true
  /// Where the optimum has been, drawn as a line; empty for none.
  package var trail: [Vector2] = []
  /// The largest region that the window must hold besides those shown, as far as it reaches along the axes.
  package var reach = 0.0
  package var theme: Theme
  private let givenTitle: String?

  static let regionStyle = SeriesStyle(1, width: 1.6)
  static let contourStyle = SeriesStyle(0, width: 2)
  static let coneStyle = SeriesStyle(2, width: 1.2)
  static let gradientStyle = SeriesStyle(3, width: 1.6)

  /// - Parameters:
  ///   - loss: what is minimized.
  ///   - cases: at least one.
  ///   - axes: names of the two weights.
  ///   - rule: how the regions were made comparable.
  ///   - theme: light or dark.
  ///   - title: in place of the one written from the penalties.
  package init(
    loss: RegionLoss, cases: [Case], axes: (x: String, y: String), rule: String, theme: Theme = .light,
    title: String? = nil
  ) {
    precondition(!cases.isEmpty, "no region to draw")
    self.loss = loss
    self.cases = cases
    self.axes = axes
    self.rule = rule
    self.theme = theme
    givenTitle = title
  }

  package var title: String { givenTitle ?? defaultTitle }
  package var notes: [PictureNote] { chart.notes }

  package var numbers: Numbers {
    guard case .record(var record) = chart.numbers else { return .record([:]) }
    record["unconstrained"] = .vector(loss.unconstrained)
    record["regions"] = .list(
      cases.map { member in
        .record([
          "penalty": .text(member.penalty.familyName), "convention": .text(member.penalty.conventionName),
          "budget": .number(member.region.budget), "reachAlongAxes": .number(member.region.axisExtent),
          "cornerDegrees": .number(member.region.cornerDegrees),
          "optima": .list(member.optima.points.map(Numbers.optimum)),
        ])
      })
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    chart.plan(on: page, with: typesetter)
  }

  /// The panels under their title.
  package var chart: Chart {
    Chart(
      title: title, description: description, caption: caption,
      notes: [
        PictureNote(
          "Optima", cases.map { "\($0.penalty.familyName): \(sentence($0))" }.joined(separator: " "))
      ],
      panels: cases.map(panel), sharesAxes: cases.count > 1, legend: legend, theme: theme)
  }

  private var defaultTitle: String {
    cases.count == 1
      ? "\(cases[0].penalty.familyName): the region meets the loss"
      : "Where regions of different penalties meet the same loss"
  }

  // MARK: Panels

  /// The window that all panels share: every region, every optimum, and some room.
  var window: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    if let window = loss.window { return window }
    let reach = max(reach, cases.map(\.region.axisExtent).filter(\.isFinite).max() ?? 1)
    let points = cases.flatMap { $0.optima.points.map(\.point) } + [loss.unconstrained]
    let low = Vector2(
      min(-reach, points.map(\.x).min() ?? 0), min(-reach, points.map(\.y).min() ?? 0))
    let high = Vector2(max(reach, points.map(\.x).max() ?? 0), max(reach, points.map(\.y).max() ?? 0))
    let side = max(high.x - low.x, high.y - low.y) * 1.28
    let middle = 0.5 * (low + high)
    return (middle.x - side / 2...middle.x + side / 2, middle.y - side / 2...middle.y + side / 2)
  }

  private func panel(_ member: Case) -> any Panel {
    let window = window
    let layers = layers(of: member, in: window)
    let markers = markers(of: member)
    var inset: [any Layer] = []
    if hasInset, cases.count == 1, member.optimum.isCorner, member.optimum.isActive {
      let tip = member.optimum.point
      let half = 0.09 * (window.x.upperBound - window.x.lowerBound)
      let busy = [tip, loss.unconstrained, .zero].map { Point($0) }
      inset = [
        InsetLayer(
          x: tip.x - half...tip.x + half, y: tip.y - half...tip.y + half,
          layers: self.layers(of: member, in: (tip.x - half...tip.x + half, tip.y - half...tip.y + half)),
          markers: [MarkerLayer.Item(.disc, at: Point(tip), name: "constrained optimum")], avoiding: busy)
      ]
    }
    return Plot(
      heading: cases.count > 1 ? shortName(member.penalty) : "",
      x: AxisDescription(axes.x, limits: window.x), y: AxisDescription(axes.y, limits: window.y),
      layers: layers + inset + [note(member, window)], markers: markers, hasEqualScales: true)
  }

  /// Region, contours, cone and gradient, drawn for a window.
  private func layers(
    of member: Case, in window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> [any Layer] {
    let side = window.x.upperBound - window.x.lowerBound
    var layers: [any Layer] = []
    if member.region.budget.isFinite, member.region.budget > 0 {
      let boundary = member.region.boundary(tolerance: side / 5000).map { Point($0) }
      layers.append(
        RegionLayer(regionName(member), outlines: [boundary], style: Self.regionStyle, lightness: 0.75))
    }
    layers.append(
      CurvesLayer(
        "contours of the loss",
        loss.curves(at: loss.levels(around: member.optimum, in: self.window), in: window), tone: .soft))
    layers.append(
      CurvesLayer(
        "contour through the optimum", loss.curves(at: [member.optimum.loss], in: window),
        tone: .series(Self.contourStyle)))
    if trail.count > 1 {
      layers.append(
        SeriesLayer(
          "path of the optimum", x: trail.map(\.x), y: trail.map(\.y), style: SeriesStyle(4, width: 2)))
    }
    guard member.optimum.isActive else { return layers }
    let foot = member.optimum.point
    layers += cone(member.optimum.normalCone, at: foot, length: side * 0.15)
    let gradient = member.optimum.gradient.norm
    if gradient > 0 {
      let tip = foot + (-side * 0.19 / gradient) * member.optimum.gradient
      layers.append(
        ArrowLayer("$−∇L$", [.init(from: Point(foot), to: Point(tip))], style: Self.gradientStyle))
    }
    return layers
  }

  private func cone(_ cone: NormalCone, at foot: Vector2, length: Double) -> [any Layer] {
    switch cone {
    case .apex, .plane: return []
    case .ray(let direction), .halfPlane(let direction):
      let tip = foot + (length / max(direction.norm, .leastNormalMagnitude)) * direction
      return [
        RegionLayer(
          "normal cone", outlines: [[Point(foot), Point(tip)]], style: Self.coneStyle, lightness: 1)
      ]
    case .wedge(let from, let to):
      let (a, b) = (from.normalized, to.normalized)
      // Directions between the two sides, evenly enough for an arc.
      let arc = (0...24).map { step -> Vector2 in
        let share = Double(step) / 24
        return foot + length * ((1 - share) * a + share * b).normalized
      }
      return [
        RegionLayer(
          "normal cone", outlines: [([foot] + arc).map { Point($0) }], style: Self.coneStyle, lightness: 0.65)
      ]
    }
  }

  private func markers(of member: Case) -> [MarkerLayer.Item] {
    var items = [MarkerLayer.Item(.cross, at: Point(loss.unconstrained), name: "unconstrained optimum")]
    for other in member.optima.points.dropFirst() where other.isLocalMinimum {
      items.append(MarkerLayer.Item(.ring, at: Point(other.point), name: "another local optimum"))
    }
    items.append(MarkerLayer.Item(.star, at: Point(member.optimum.point), name: "constrained optimum"))
    return items
  }

  /// Budget and multiplier in the panel's lower left corner.
  private func note(
    _ member: Case, _ window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> NoteLayer {
    NoteLayer(
      "$t$ = \(NumberText.value(member.region.budget)),  $λ$ = \(NumberText.value(member.optimum.strength))",
      at: Point(x: window.x.lowerBound, y: window.y.lowerBound), pivot: Point(x: 0, y: 1),
      offset: Point(x: 8, y: -8))
  }

  // MARK: Words

  private func regionName(_ member: Case) -> String {
    cases.count > 1 ? "region that the penalty allows" : "$P(w) ≤ t$"
  }

  private var legend: [Legend.Entry] {
    let swatch = Self.regionStyle.colour(in: theme).mixed(with: theme.background, 0.72)
    let cone = Self.coneStyle.colour(in: theme).mixed(with: theme.background, 0.6)
    var entries = [
      Legend.Entry(.marker(.star), "constrained optimum"),
      Legend.Entry(.marker(.cross), "unconstrained optimum"),
      Legend.Entry(.swatch(swatch), cases.count > 1 ? "allowed region" : "region: penalty at most $t$"),
      Legend.Entry(.line(Self.contourStyle.stroke(in: theme)), "contour through the optimum"),
      Legend.Entry(.line(Stroke(Self.gradientStyle.colour(in: theme), width: 1.6)), "$−∇L$"),
      Legend.Entry(.swatch(cone), "normal cone"),
    ]
    if !trail.isEmpty {
      entries.append(Legend.Entry(.series(SeriesStyle(4, width: 2)), "path of the optimum"))
    }
    if cases.contains(where: { $0.optima.points.dropFirst().contains(where: \.isLocalMinimum) }) {
      entries.append(Legend.Entry(.marker(.ring), "other local optimum"))
    }
    return entries
  }

  /// A penalty's name for a narrow panel.
  private func shortName(_ penalty: Penalty) -> String {
    switch penalty.form {
    case .elasticNet(let ratio): "elastic net, α = \(NumberText.value(ratio))"
    case .zouHastie: "elastic net"
    default: penalty.familyName
    }
  }

  /// The optimum in a few words, for a caption that holds several.
  private func remark(_ member: Case) -> String {
    let optimum = member.optimum
    let kind = !optimum.isActive ? "constraint not active" : optimum.isCorner ? "a corner" : "a smooth point"
    return
      "\(shortName(member.penalty)), \(member.penalty.conventionName): \(NumberText.place(optimum.point, digits: 3)), "
      + "\(kind), KKT residual \(NumberText.value(optimum.kktResidual, digits: 2))\(uniqueness(member.optima.solutions))."
  }

  /// The optimum in one sentence.
  private func sentence(_ member: Case) -> String {
    let optimum = member.optimum
    guard optimum.isActive else {
      return
        "the constraint is not active; the optimum is the unconstrained one, \(NumberText.place(optimum.point))."
    }
    let kind = optimum.isCorner ? "a corner of the region" : "a smooth point of the boundary"
    let others = member.optima.points.dropFirst().count(where: \.isLocalMinimum)
    return
      "optimum \(NumberText.place(optimum.point)), \(kind), loss \(NumberText.value(optimum.loss, digits: 4)), "
      + "multiplier λ = \(NumberText.value(optimum.strength, digits: 4)), KKT residual "
      + "\(NumberText.value(optimum.kktResidual, digits: 2))"
      + (others > 0
        ? ", \(NumberText.count(others, "other local optimum").replacing("optimums", with: "optima"))" : "")
      + uniqueness(member.optima.solutions) + "."
  }

  private func uniqueness(_ solutions: SolutionSet) -> String {
    switch solutions {
    case .unique: ""
    case .segment(let a, let b): ", one of all points from \(NumberText.place(a)) to \(NumberText.place(b))"
    case .line: ", one of a line of solutions (the least-norm one)"
    case .plane: ", every allowed point being one"
    case .ties(let points):
      ", tied with \(points.dropFirst().map { NumberText.place($0) }.joined(separator: ", "))"
    }
  }

  private var caption: String {
    let penalties = cases.map { member in
      cases.count > 1
        ? remark(member) : "Penalty \(member.penalty.conventionName): \(sentence(member))"
    }
    return ([loss.name, rule].filter { !$0.isEmpty } + penalties).joined(separator: " ")
  }

  package var description: String {
    let subject =
      cases.count == 1
      ? "A constraint region" : "\(NumberText.word(cases.count).capitalized) constraint regions"
    return "\(subject) and the contours of a loss over two weights; unconstrained optimum "
      + "\(NumberText.place(loss.unconstrained)). "
      + cases.map { "\($0.penalty.familyName), t = \(NumberText.value($0.region.budget)): \(sentence($0))" }
      .joined(separator: " ")
  }
}
