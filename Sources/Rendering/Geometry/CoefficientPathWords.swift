import Regularization

/// What a chart of coefficient paths says in title, caption and alt text.
struct CoefficientPathWords {
  private let chart: CoefficientPathChart

  init(_ chart: CoefficientPathChart) { self.chart = chart }

  private var settings: RegressionSettings { chart.paths[0].settings }
  private var names: [String] { chart.paths[0].names }

  /// A penalty's name above a panel.
  static func shortName(_ penalty: Penalty) -> String {
    switch penalty.form {
    case .l1: "lasso"
    case .l2: "ridge"
    case .elasticNet(let ratio): "elastic net, $α$ = \(NumberText.value(ratio))"
    default: penalty.familyName
    }
  }

  /// Name of the vertical axis.
  static func ordinate(_ settings: RegressionSettings) -> String {
    settings.standardize ? "standardized coefficient" : "coefficient"
  }

  private static func familyName(_ penalty: Penalty) -> String {
    if case .elasticNet = penalty.form { return "elastic net" }
    return shortName(penalty)
  }

  var title: String {
    if chart.paths.count == 1 {
      let name = Self.familyName(chart.paths[0].penalty)
      return "\(name.prefix(1).uppercased() + name.dropFirst()) path: \(chart.data.source.firstPart)"
    }
    return "Coefficient paths of \(list(chart.paths.map { Self.familyName($0.penalty) })): "
      + chart.data.source.firstPart
  }

  func caption(unnamed: Int) -> String {
    var sentences = [
      "Data: \(chart.data.source); $n$ = \(NumberText.count(chart.data.rows)), $p$ = \(NumberText.count(names.count)).",
      "Minimized: $1/(2n)‖y − Xβ‖^2$ + \(list(chart.paths.map(convention)));"
        + (settings.standardize
          ? " columns standardized (mean 0, variance 1 with 1/n)" : " columns not standardized")
        + (settings.intercept ? ", intercept not penalized." : ", no intercept."),
    ]
    sentences += chart.paths.compactMap(method)
    sentences += remarks(unnamed: unnamed)
    return sentences.joined(separator: " ")
  }

  private func convention(_ path: CoefficientPath) -> String {
    switch path.penalty.form {
    case .l1: "$λ‖β‖_1$ (lasso)"
    case .l2(.halved): "$λ/2 ‖β‖^2$ (ridge)"
    case .elasticNet(let ratio):
      "$λ[α‖β‖_1 + (1−α)/2 ‖β‖^2]$ (elastic net, $α$ = \(NumberText.value(ratio)))"
    default: path.penalty.conventionName
    }
  }

  /// How a path was computed, with what proves it.
  private func method(_ path: CoefficientPath) -> String? {
    switch path.penalty.form {
    case .l1:
      return "Lasso by homotopy, exact: \(NumberText.count(path.points.count, "knot")) (ticks below), "
        + "all coefficients zero from $λ$ = \(NumberText.value(path.points.first?.strength ?? 0, digits: 4)) on."
    case .elasticNet:
      let gap = largestGap(path)
      let failed = path.points.count { !$0.convergence.converged }
      return "Elastic net by coordinate descent at \(NumberText.count(path.points.count)) strengths, "
        + "largest duality gap \(NumberText.value(gap, digits: 2))"
        + (failed > 0 ? ", \(NumberText.count(failed)) not converged." : ".")
    default:
      return "Ridge in closed form, degrees of freedom $∑ μ/(μ+λ)$ over the eigenvalues $μ$ of $X^T X/n$."
    }
  }

  private func largestGap(_ path: CoefficientPath) -> Double {
    path.points.compactMap(\.dualityGap).max() ?? 0
  }

  private func remarks(unnamed: Int) -> [String] {
    var sentences: [String] = []
    let constant = chart.paths[0].constantColumns
    if !constant.isEmpty { sentences.append("Left out as constant: \(shortList(constant)).") }
    if !chart.data.duplicates.isEmpty {
      let pairs = chart.data.duplicates.prefix(4).map { "\(names[$0.second]) = \(names[$0.first])" }
      let more = chart.data.duplicates.count > 4 ? " …" : ""
      sentences.append("Equal columns (the lasso is not unique): \(pairs.joined(separator: ", "))\(more).")
    } else if let dependent = chart.paths.map(\.dependentColumns).first(where: { !$0.isEmpty }) {
      sentences.append("Passed over as combinations of others (not unique): \(shortList(dependent)).")
    }
    if chart.data.rows <= names.count {
      sentences.append("Not more rows than predictors: least squares is not unique.")
    }
    if chart.paths.contains(where: { $0.penalty == .l1 && !$0.isComplete }) {
      sentences.append("The lasso path ends early.")
    }
    if unnamed > 0 { sentences.append("No room to name \(NumberText.count(unnamed, "coefficient")).") }
    return sentences
  }

  private func shortList(_ columns: [Int]) -> String {
    columns.prefix(6).map { names[$0] }.joined(separator: ", ") + (columns.count > 6 ? " …" : "")
  }

  var description: String {
    let measure =
      switch chart.abscissa {
      case .lambda: "λ, which falls to the right"
      case .norm: "the L1 norm of the coefficients"
      case .deviance: "the share of deviance explained"
      }
    let families = list(chart.paths.map { Self.shortName($0.penalty) })
    return
      "Coefficient paths of \(families) against \(measure), for \(NumberText.count(names.count, "predictor")) "
      + "of \(chart.data.response) in \(NumberText.count(chart.data.rows)) rows (\(chart.data.source)). "
      + chart.paths.map(sentence).joined(separator: " ")
  }

  private func sentence(_ path: CoefficientPath) -> String {
    let name = Self.familyName(path.penalty)
    guard let end = path.points.last else { return "" }
    let share = "\(NumberText.percentage(end.devianceShare)) of the deviance explained"
    let largest = end.coefficients.indices.map { ($0, end.coefficients[$0] * chart.data.scales[$0]) }
      .sorted { abs($0.1) > abs($1.1) }.prefix(3).map { "\(names[$0.0]) \(NumberText.value($0.1))" }
    let last = "At λ = \(NumberText.value(end.strength)) the largest are \(list(largest)), with \(share)."
    switch path.penalty.form {
    case .l1:
      return "The \(name) has \(NumberText.count(path.points.count, "knot")) from λ = "
        + "\(NumberText.value(path.points.first?.strength ?? 0, digits: 4)) on; coefficients become other than zero "
        + "in the order \(entries(path)). \(last)"
    case .l2:
      let zeros = path.points.contains { $0.activeCount < names.count - path.constantColumns.count }
      return "The \(name) shrinks all coefficients"
        + (zeros ? ". " : " and sets none of them to zero. ") + last
    default:
      return
        "The \(name) is within \(NumberText.value(largestGap(path), digits: 2)) of its minimum everywhere. \(last)"
    }
  }

  /// The order in which coefficients join, with the strengths.
  private func entries(_ path: CoefficientPath) -> String {
    var seen = Set<Int>()
    var order: [String] = []
    for (index, point) in path.points.enumerated() where index > 0 {
      for column in point.coefficients.indices where point.coefficients[column] != 0 && !seen.contains(column)
      {
        seen.insert(column)
        order.append("\(names[column]) (λ = \(NumberText.value(path.points[index - 1].strength)))")
      }
    }
    return order.prefix(12).joined(separator: ", ") + (order.count > 12 ? " …" : "")
  }

  private func list(_ items: [String]) -> String {
    guard items.count > 1, let last = items.last else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension String {
  /// What stands before the first comma or semicolon.
  fileprivate var firstPart: String { String(prefix { $0 != "," && $0 != ";" }) }
}
