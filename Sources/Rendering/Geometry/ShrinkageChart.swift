import Regularization

/// What penalties make of a least squares coefficient when the columns are orthonormal, and how they pull.
package struct ShrinkageChart: Figure {
  /// λ in `½‖y − Xβ‖² + λP(β)`.
  package let strength: Double
  /// The elastic net's mixing ratio α.
  package let l1Ratio: Double
  package let theme: Theme
  let givenTitle: String?

  /// - Parameters:
  ///   - strength: λ, not negative and finite.
  ///   - l1Ratio: α of the elastic net, 0…1.
  ///   - theme: light or dark.
  ///   - title: in place of the usual one.
  package init(strength: Double, l1Ratio: Double, theme: Theme = .light, title: String? = nil) {
    precondition(strength >= 0 && strength.isFinite, "a strength of \(strength)")
    precondition((0...1).contains(l1Ratio), "a mixing ratio of \(l1Ratio)")
    self.strength = strength
    self.l1Ratio = l1Ratio
    self.theme = theme
    givenTitle = title
  }

  /// One rule with its name.
  struct Rule {
    let name: String
    let formula: String
    let shrinkage: Shrinkage
    let style: SeriesStyle
  }

  /// λ₁ and λ₂ of Zou & Hastie with the same naive estimate: `2λα` and `λ(1−α)`.
  var zouHastie: (l1: Double, l2: Double) { (2 * strength * l1Ratio, strength * (1 - l1Ratio)) }

  var rules: [Rule] {
    let (l1, l2) = zouHastie
    return [
      Rule(
        name: "lasso: soft threshold", formula: "sign(β)(|β|−λ)₊", shrinkage: .soft(strength),
        style: SeriesStyle(0, width: 2)),
      Rule(
        name: "ridge: proportional", formula: "β/(1+λ)", shrinkage: .proportional(strength),
        style: SeriesStyle(1, width: 2)),
      Rule(
        name: "elastic net, naive", formula: "sign(β)(|β|−λα)₊/(1+λ(1−α))",
        shrinkage: .elasticNet(strength, l1Ratio: l1Ratio), style: SeriesStyle(2, width: 2)),
      Rule(
        name: "elastic net, corrected", formula: "sign(β)(|β|−λα)₊",
        shrinkage: .zouHastie(l1: l1, l2: l2, .corrected), style: SeriesStyle(3, width: 2)),
      Rule(
        name: "hard threshold", formula: "β where |β| > λ, else 0", shrinkage: .hard(strength),
        style: SeriesStyle(4, width: 4)),
    ]
  }

  package var title: String {
    givenTitle ?? "What a penalty makes of a coefficient, $λ$ = \(NumberText.value(strength))"
  }

  package var description: String { chart.description }
  package var notes: [PictureNote] { chart.notes }

  package var numbers: Numbers {
    guard case .record(var record) = chart.numbers else { return .record([:]) }
    record["lambda"] = .number(strength)
    record["l1Ratio"] = .number(l1Ratio)
    record["zouHastie"] = .record(["l1": .number(zouHastie.l1), "l2": .number(zouHastie.l2)])
    record["rules"] = .list(
      rules.map { rule in
        .record([
          "name": .text(rule.name), "formula": .text(rule.formula),
          "unpenalized": .list(Self.examples.map { $0 * unit }),
          "coefficient": .list(Self.examples.map { rule.shrinkage($0 * unit) }),
        ])
      })
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    chart.plan(on: page, with: typesetter)
  }

  // MARK: Panels

  /// Coefficients that the numbers list, in units.
  private static let examples = [-3.0, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3]
  /// Weights that arrows are drawn at, in units, largest first.
  private static let weights = [3.0, 2, 1, 0.5, -1.5]
  /// What one unit of pull is drawn as, in weights, if λ is 1 unit: arrows of L1 end before zero.
  private static let arrowScale = 0.4

  /// The length to which the axes are proportional: λ, or 1 where that is 0.
  var unit: Double { strength > 0 ? strength : 1 }

  /// The picture.
  package var chart: Chart {
    var legend = rules.map { Legend.Entry(.series($0.style), $0.name) }
    legend.append(identity.legendEntry(in: theme))
    return Chart(
      title: title, description: MathText.plain(words), caption: caption, panels: [rulesPanel, pullPanel],
      legend: legend, theme: theme)
  }

  private var identity: GuideLineLayer {
    let end = 3.2 * unit
    return GuideLineLayer(name: "no penalty", points: [Point(x: -end, y: -end), Point(x: end, y: end)])
  }

  private var rulesPanel: Plot {
    let end = 3.2 * unit
    var layers: [any Layer] = [ZeroLayer(), identity]
    if strength > 0 {
      layers += [
        RuleLayer(.vertical, at: -strength, text: "$−λ$"), RuleLayer(.vertical, at: strength, text: "$λ$"),
      ]
    }
    // The hard threshold lies below the others, which it would hide where all are zero.
    layers += rules.reversed().map { curve($0, to: end) }
    return Plot(
      heading: "shrinkage (orthonormal columns)",
      x: AxisDescription("least squares coefficient $β$", limits: -end...end),
      y: AxisDescription("penalized coefficient", limits: -end...end), layers: layers, hasEqualScales: true)
  }

  /// A rule's curve through its corners, between which it is straight.
  private func curve(_ rule: Rule, to end: Double) -> SeriesLayer {
    if case .hard = rule.shrinkage {
      // The jumps are no part of the curve.
      return SeriesLayer(
        rule.name, x: [-end, -strength, -strength, -strength, strength, strength, strength, end],
        y: [-end, -strength, .nan, 0, 0, .nan, strength, end], style: rule.style)
    }
    let places = [-end, -strength, -strength * l1Ratio, 0, strength * l1Ratio, strength, end]
    return SeriesLayer(rule.name, x: places, y: places.map { rule.shrinkage($0) }, style: rule.style)
  }

  private var pullPanel: Plot {
    let weights = Self.weights.map { $0 * unit }
    let lasso = Penalty.l1.pull(on: weights, strength: strength)
    let ridge = Penalty.l2(.halved).pull(on: weights, strength: strength)
    // As many weights a unit of pull that L1's arrows are 0.4 units long.
    let scale = strength > 0 ? Self.arrowScale * unit / strength : 0
    let rows = weights.indices.map { Double(weights.count - 1 - $0) }
    var layers: [any Layer] = [RuleLayer(.vertical, at: 0)]
    for (name, pulls, offset, style) in [
      ("L1", lasso, 0.17, SeriesStyle(0, width: 2)), ("L2", ridge, -0.17, SeriesStyle(1, width: 2)),
    ] {
      let arrows = weights.indices.map { index in
        ArrowLayer.Arrow(
          from: Point(x: weights[index], y: rows[index] + offset),
          to: Point(x: weights[index] + scale * pulls[index], y: rows[index] + offset))
      }
      layers.append(ArrowLayer(name, arrows, style: style))
      for index in weights.indices {
        layers.append(
          NoteLayer(
            "\(name): \(NumberText.value(pulls[index]))",
            at: Point(x: weights[index], y: rows[index] + offset),
            pivot: Point(x: weights[index] < 0 ? 1 : 0, y: 0.5),
            offset: Point(x: weights[index] < 0 ? -6 : 6, y: 0)))
      }
    }
    let end = 3.2 * unit
    return Plot(
      heading: "pull $−λP'(w)$ on five weights",
      x: AxisDescription("weight $w$", limits: (-2.9 * unit)...(end + 1.3 * unit)),
      y: AxisDescription("", limits: -0.6...(Double(weights.count) - 0.4), ticks: []), layers: layers,
      markers: zip(weights, rows).map { MarkerLayer.Item(.disc, at: Point(x: $0, y: $1), name: "weight") })
  }

  // MARK: Words

  private var caption: String {
    let (l1, l2) = zouHastie
    return
      "Left: minimizer of $½‖y − Xβ‖^2 + λP(β)$ with $X^T X = I$: lasso $P = ‖β‖_1$, ridge $½‖β‖^2$, elastic net "
      + "$α‖β‖_1 + (1−α)/2 ‖β‖^2$ with $α$ = \(NumberText.value(l1Ratio)), hard threshold $λ/2$ times the number of "
      + "coefficients that are not zero. Corrected: Zou & Hastie's estimate times $1 + λ_2$, in their units $λ_1$ = "
      + "\(NumberText.value(l1)), $λ_2$ = \(NumberText.value(l2)). Right: $−λP'(w)$ in numbers; arrows are "
      + "proportional to it."
  }

  private var words: String {
    let example = 2 * unit
    let values = rules.map { "\($0.name) \(NumberText.value($0.shrinkage(example)))" }
    return
      "Left, penalized against least squares coefficients for orthonormal columns and λ = "
      + "\(NumberText.value(strength)): a coefficient of \(NumberText.value(example)) becomes, by rule, "
      + "\(values.joined(separator: ", ")). The soft and the hard threshold are zero up to λ, the elastic net up to "
      + "λα = \(NumberText.value(strength * l1Ratio)), ridge only at zero. Right, arrows on five weights from "
      + "\(NumberText.value(-1.5 * unit)) to \(NumberText.value(3 * unit)): L1 pulls each towards zero with the same "
      + "force \(NumberText.value(strength)), L2 in proportion to the weight, from "
      + "\(NumberText.value(0.5 * unit * strength)) to \(NumberText.value(3 * unit * strength))."
  }
}
