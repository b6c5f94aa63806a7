import ArgumentParser
import Regularization
import Rendering

extension CoefficientPathChart.Abscissa: ExpressibleByArgument {}

/// `landscape geometry path`: coefficients of lasso, ridge and elastic net over their strengths.
struct PathCommand: PictureCommand {
  /// Which penalties have a panel.
  enum PenaltyName: String, CaseIterable, ExpressibleByArgument {
    case lasso
    case ridge
    case elastic
    case all
  }

  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Plot the coefficient paths of lasso, ridge and elastic net.",
    discussion: """
      landscape geometry path                                     # data like the diabetes data, all three penalties
      landscape geometry path --csv data.csv --response price --penalty lasso --against norm
      landscape geometry path --generate correlated --columns 30 --penalty elastic --l1-ratio 0.2

      The loss is 1/(2n)‖y − Xβ‖², as in glmnet and scikit-learn, the penalty λ‖β‖₁, λ/2 ‖β‖² or
      λ[α‖β‖₁ + (1−α)/2 ‖β‖²]. The lasso's knots are exact.
      """)

  @Option(help: "lasso, ridge, elastic, or all side by side.")
  var penalty = PenaltyName.all

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mixing ratio α of the elastic net, 0 (ridge) to 1 (lasso). (default: 0.5)", valueName: "ratio"))
  var l1Ratio: Double?

  @Option(help: "Horizontal axis: lambda (falling), norm (‖β‖₁) or deviance (share explained).")
  var against = CoefficientPathChart.Abscissa.lambda

  @Flag(
    inversion: .prefixedNo, help: "Divide each predictor by its standard deviation before it is penalized.")
  var standardize = true

  @OptionGroup(title: "Data") var regression: RegressionOptions
  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  var usualSize: (width: Int, height: Int) { penalty == .all ? (1600, 1050) : (1600, 1200) }

  var inputFiles: [FileRoles.File] { regression.inputFiles }

  func checkUse() throws {
    guard penalty == .lasso || penalty == .ridge else { return }
    try OptionUse(["l1-ratio": l1Ratio != nil])
      .refuse("for --penalty \(penalty.rawValue), only for elastic and all")
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [try outputs.output ?? "path.\(outputs.chosenFormat().rawValue)"] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    let mixture = try attempt { try Penalty(.elasticNet(l1Ratio: l1Ratio ?? 0.5)) }
    let data = try regression.data(from: &source)
    try check(data)
    let settings = RegressionSettings(standardize: standardize)
    let paths = try attempt { try coefficientPaths(data.table, settings, mixture) }
    let facts = CoefficientPathChart.Data(
      source: data.source, response: data.response, table: data.table, settings: settings)
    let content = Drawing.Content.still { theme in
      CoefficientPathChart(paths, of: facts, against: against, theme: theme, title: sheet.title)
    }
    return [Drawing(path: try self.paths()[0], inputs: source.inputs, content: content)]
  }

  private func check(_ data: RegressionData) throws {
    let table = data.table
    guard table.response.contains(where: { $0 != table.response[0] }) else {
      throw Failure(
        .data, "\(data.name): the response '\(data.response)' is the same in all rows; choose another column")
    }
    let constant = table.constantColumns
    guard constant.count < table.columns else {
      throw Failure(.data, "\(data.name): every predictor is constant; choose columns that vary")
    }
    guard !outputs.quiet else { return }
    if let first = constant.first {
      let more = constant.count > 1 ? " and \((constant.count - 1).grouped) more are" : " is"
      Console.warn("\(data.name): '\(table.names[first])'\(more) constant and left out")
    }
    if let pair = table.duplicateColumns.first {
      Console.warn(
        "\(data.name): '\(table.names[pair.second])' equals '\(table.names[pair.first])', so the lasso is not unique; "
          + "leave one out with --predictors")
    }
    if table.rows <= table.columns {
      Console.warn(
        "\(data.name): \(table.rows.grouped) rows for \(table.columns.grouped) predictors, so least squares is not "
          + "unique; name fewer with --predictors")
    }
  }

  private func coefficientPaths(
    _ table: RegressionTable, _ settings: RegressionSettings, _ mixture: Penalty
  ) throws -> [CoefficientPath] {
    let lasso = { LassoHomotopy.path(table, settings) }
    let ridge = { try RidgePath.wholePath(table, settings) }
    let elastic = { try ElasticNetPath.wholePath(table, settings, mixture) }
    switch penalty {
    case .lasso: return [lasso()]
    case .ridge: return [try ridge()]
    case .elastic: return [try elastic()]
    case .all: return [lasso(), try elastic(), try ridge()]
    }
  }
}
