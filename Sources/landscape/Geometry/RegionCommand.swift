import ArgumentParser
import Regularization
import Rendering

/// `landscape geometry region`: a constraint region meeting the contours of a loss.
struct RegionCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "region",
    abstract: "Draw the region that a penalty allows, the loss's contours, and the optimum where they meet.",
    discussion: """
      landscape geometry region                                   # the diamond and the textbook's quadratic
      landscape geometry region --penalty all --extent 1
      landscape geometry region --penalty elastic --l1-ratio 0.2 --lambda 1.5
      landscape geometry region --csv data.csv --response price --predictors rooms,age

      The optimum is computed and checked: its KKT residual is in the caption. One contour passes exactly through it; the
      others are evenly spaced.
      """)

  @OptionGroup(title: "Penalty") var penalty: PenaltyOptions
  @OptionGroup(title: "Loss") var plane: PlaneLossOptions
  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  @Flag(help: "Do not enlarge a corner that holds the optimum.")
  var noInset = false

  var usualSize: (width: Int, height: Int) { penalty.penalty == .all ? (1600, 1600) : (1600, 1300) }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] {
    [try outputs.output ?? "region-\(penalty.penalty.rawValue).\(outputs.chosenFormat().rawValue)"]
  }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    let quadratic = try plane.quadratic()
    let rule = try penalty.rule(usualExtent: 1)
    let cases = try penalty.penalties().map { try Self.meet(quadratic, $0, rule) }
    let loss = RegionLoss(
      quadratic, name: "Loss ½(w−c)ᵀG(w−c), G = \(plane.matrix), c = (\(plane.centre)).")
    let content = Drawing.Content.still { theme in
      var chart = RegionChart(
        loss: loss, cases: cases, axes: ("$w_1$", "$w_2$"), rule: cases.count > 1 ? rule.words : "",
        theme: theme,
        title: sheet.title)
      chart.hasInset = !noInset
      return chart.chart
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }

  /// The region that a rule gives a penalty, and the optima of a quadratic in it.
  static func meet(_ loss: Quadratic, _ penalty: Penalty, _ rule: PenaltyOptions.Rule) throws
    -> RegionChart.Case
  {
    try attempt {
      let region =
        switch rule {
        case .budget(let budget): try ConstraintRegion(penalty: penalty, budget: budget)
        case .extent(let extent): try ConstraintRegion(penalty: penalty, axisExtent: extent)
        case .strength(let strength):
          try ConstraintRegion(penalty: penalty, budget: loss.budget(penalty: penalty, strength: strength))
        }
      return RegionChart.Case(region: region, optima: loss.minimum(in: region))
    }
  }
}
