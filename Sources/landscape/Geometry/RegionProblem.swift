import Plates
import Regularization
import Rendering

/// The loss that regions meet, however it was given, and how large they are.
struct RegionProblem {
  /// The loss as its optima are found.
  private enum Form {
    case quadratic(Quadratic)
    case network(WeightPlane)
  }

  private let form: Form
  private let loss: RegionLoss
  private let axes: (x: String, y: String)
  let rule: PenaltyOptions.Rule

  /// Refuses options of another loss than the one that is drawn, and of another penalty.
  static func checkUse(
    _ penalty: PenaltyOptions, _ quadratic: QuadraticLossOptions, _ regression: RegressionOptions,
    _ network: NetworkLossOptions
  ) throws {
    try penalty.checkUse()
    if network.checkpoint == nil {
      try network.use.refuse("without --checkpoint")
    } else {
      try quadratic.use.refuse("beside --checkpoint, whose loss is drawn")
    }
    if regression.isGiven {
      try quadratic.use.refuse("beside the data of a regression, whose loss is drawn")
    } else {
      try regression.use.refuse("without --csv or --generate")
    }
  }

  init(
    _ penalty: PenaltyOptions, _ quadratic: QuadraticLossOptions, _ regression: RegressionOptions,
    _ network: NetworkLossOptions, from source: inout SurfaceSource, isQuiet: Bool
  ) throws {
    guard !(regression.isGiven && network.checkpoint != nil) else {
      throw Failure(.usage, "give the data of a regression or a --checkpoint, not both")
    }
    if let found = try network.plane(from: &source, isQuiet: isQuiet) {
      let plane = found.weights
      let best = try attempt { try plane.unconstrained() }
      form = .network(plane)
      loss = RegionLoss(plane.grid(), unconstrained: best.point, least: best.loss, name: found.words)
      axes = (network.weights[0], network.weights[1])
      let larger = max(abs(best.point.x), abs(best.point.y))
      rule = try penalty.rule(usualExtent: 0.6 * (larger > 0 ? larger : plane.limits.upperBound))
      guard case .strength = rule else { return }
      throw Failure(.usage, "--lambda: needs a loss in closed form; give --budget or --extent with a network")
    }
    if regression.isGiven {
      let data = try regression.data(from: &source)
      guard data.table.columns == 2 else {
        throw Failure(
          .usage,
          "a region has two axes, and there are \(data.table.columns) predictors; choose two with --predictors"
        )
      }
      let problem = try attempt { try Quadratic(data.table, RegressionSettings(standardize: true)) }
      form = .quadratic(problem)
      loss = RegionLoss(
        problem, name: "Loss 1/(2n)‖y−Xw‖² with standardized predictors and an intercept; \(data.source).")
      axes = (data.table.names[0], data.table.names[1])
      rule = try penalty.rule(usualExtent: 0.6 * max(abs(problem.centre.x), abs(problem.centre.y)))
      return
    }
    let problem = try quadratic.loss()
    form = .quadratic(problem)
    loss = RegionLoss(
      problem, name: "Loss ½(w−c)ᵀG(w−c), G = [\(quadratic.matrix)], c = (\(quadratic.centre)).")
    axes = ("$w_1$", "$w_2$")
    rule = try penalty.rule(usualExtent: 1)
  }

  /// The region that a rule gives a penalty, and the loss's optima in it.
  func meet(_ penalty: Penalty, _ rule: PenaltyOptions.Rule) throws -> RegionChart.Case {
    try attempt {
      let region: ConstraintRegion
      switch rule {
      case .budget(let budget): region = try ConstraintRegion(penalty: penalty, budget: budget)
      case .extent(let extent): region = try ConstraintRegion(penalty: penalty, axisExtent: extent)
      case .strength(let strength):
        guard case .quadratic(let quadratic) = form else { preconditionFailure("no closed form") }
        region = try ConstraintRegion(
          penalty: penalty, budget: quadratic.budget(penalty: penalty, strength: strength))
      }
      switch form {
      case .quadratic(let quadratic):
        return RegionChart.Case(region: region, optima: quadratic.minimum(in: region))
      case .network(let plane):
        guard region.axisExtent <= plane.limits.upperBound else {
          throw Failure(
            .usage,
            "the region reaches further than the computed plane, \(plane.limits.upperBound.formatted(significant: 3)); "
              + "make it smaller")
        }
        return RegionChart.Case(region: region, optima: try plane.minimum(in: region))
      }
    }
  }

  /// Where a growing region first holds the unconstrained optimum, as far as it reaches along the axes then; at most what
  /// is known of the loss.
  func largestExtent(_ penalty: Penalty) throws -> Double {
    let value = penalty.value(loss.unconstrained)
    let extent = try attempt { try ConstraintRegion(penalty: penalty, budget: value) }.axisExtent
    guard case .network(let plane) = form else { return extent * 1.02 }
    return min(extent * 1.02, plane.limits.upperBound)
  }

  /// The strength from which on all weights are zero, or one that leaves a hundredth of them.
  func largestStrength(_ penalty: Penalty) throws -> Double {
    guard case .quadratic(let quadratic) = form else {
      throw Failure(
        .usage, "--over lambda: needs a loss in closed form; sweep the budget of a network's loss")
    }
    return quadratic.strengthOfOrigin(penalty) ?? 100 * quadratic.gradient(at: .zero).norm
      / max(quadratic.centre.norm, .leastNormalMagnitude)
  }

  /// The picture of some regions on the loss.
  func chart(_ cases: [RegionChart.Case], theme: Theme, title: String?) -> RegionChart {
    RegionChart(
      loss: loss, cases: cases, axes: axes, rule: cases.count > 1 ? rule.words : "", theme: theme,
      title: title)
  }
}
