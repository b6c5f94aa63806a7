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
      landscape geometry region --penalty all
      landscape geometry region --penalty elastic --l1-ratio 0.2 --lambda 1.5
      landscape geometry region --csv data.csv --response price --predictors rooms,age
      landscape geometry region --checkpoint mlp.ckpt --weights fc1.weight[0,0] fc2.weight[0,1]

      The optimum is computed and checked: its KKT residual is in the caption. One contour passes exactly through it; the
      others are evenly spaced.
      """)

  @OptionGroup(title: "Penalty") var penalty: PenaltyOptions
  @OptionGroup(title: "Loss: a quadratic") var quadratic: QuadraticLossOptions
  @OptionGroup(title: "Loss: a regression on two predictors") var regression: RegressionOptions
  @OptionGroup(title: "Loss: two weights of a network") var network: NetworkLossOptions
  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  @Flag(help: "Do not enlarge a corner that holds the optimum.")
  var noInset = false

  var usualSize: (width: Int, height: Int) { penalty.penalty == .all ? (1600, 1600) : (1600, 1300) }

  var inputFiles: [FileRoles.File] { regression.inputFiles + network.inputFiles }

  func checkUse() throws { try RegionProblem.checkUse(penalty, quadratic, regression, network) }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] {
    [try outputs.output ?? "region-\(penalty.penalty.rawValue).\(outputs.chosenFormat().rawValue)"]
  }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    let problem = try RegionProblem(
      penalty, quadratic, regression, network, from: &source, isQuiet: outputs.quiet)
    let cases = try penalty.penalties().map { try problem.meet($0, problem.rule) }
    let content = Drawing.Content.still { theme in
      var chart = problem.chart(cases, theme: theme, title: sheet.title)
      chart.hasInset = !noInset
      return chart
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }
}
