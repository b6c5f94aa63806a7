import ArgumentParser
import Glibc
import Regularization
import Rendering

/// `landscape geometry sweep`: the region grows, or the penalty weakens, while the optimum walks its path.
struct SweepCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Draw an animated PNG: the region grows or λ falls, and the optimum walks its path.",
    discussion: """
      landscape geometry sweep
      landscape geometry sweep --penalty elastic --l1-ratio 0.5 --over lambda
      landscape geometry sweep --checkpoint mlp.ckpt --weights fc1.weight[0,0] fc2.weight[0,1]
      """)

  /// What changes from frame to frame.
  enum Parameter: String, CaseIterable, ExpressibleByArgument {
    case budget
    case lambda
  }

  @Option(help: "What changes: the budget, growing, or lambda, falling.")
  var over = Parameter.budget
  @Option(help: ArgumentHelp("Number of frames.", valueName: "count"))
  var frames = 48
  @Option(help: ArgumentHelp("How long a frame is shown.", valueName: "seconds"))
  var delay = 0.08
  @Option(help: ArgumentHelp("How long the last frame is shown.", valueName: "seconds"))
  var lastDelay = 1.5
  @Option(help: "How often all frames are played, 0 for ever.")
  var loops = 0

  @OptionGroup(title: "Penalty") var penalty: PenaltyOptions
  @OptionGroup(title: "Loss: a quadratic") var quadratic: QuadraticLossOptions
  @OptionGroup(title: "Loss: a regression on two predictors") var regression: RegressionOptions
  @OptionGroup(title: "Loss: two weights of a network") var network: NetworkLossOptions
  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  var usualSize: (width: Int, height: Int) { (800, 650) }

  var inputFiles: [FileRoles.File] { regression.inputFiles + network.inputFiles }

  func checkUse() throws {
    try RegionProblem.checkUse(penalty, quadratic, regression, network)
    try penalty.size.refuse("in a sweep, which runs over all sizes")
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [outputs.output ?? "sweep-\(penalty.penalty.rawValue).png"] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    guard try outputs.chosenFormat() == .png else {
      throw Failure(.usage, "an animation is a PNG; give -o a name that ends in .png")
    }
    try source.replay?.checkFrames(frames)
    guard frames >= 2, frames <= Animation.limit else {
      throw Failure(.usage, "--frames \(frames): give 2 to \(Animation.limit.grouped)")
    }
    guard loops >= 0, loops <= Int(Int32.max) else {
      throw Failure(.usage, "--loops \(loops): give 0 or more")
    }
    guard penalty.penalty != .all else {
      throw Failure(.usage, "--penalty all: a sweep shows one; choose it")
    }
    let problem = try RegionProblem(
      penalty, quadratic, regression, network, from: &source, isQuiet: outputs.quiet)
    let chosen = try penalty.penalties()[0]
    let cases = try rules(problem, chosen).map { try problem.meet(chosen, $0) }
    let reach = cases.map(\.region.axisExtent).max() ?? 0
    let timing = Drawing.Timing(delay: delay, lastDelay: lastDelay, loops: loops)
    let content = Drawing.Content.animated(timing, frames: frames) { theme, index in
      var chart = problem.chart([cases[index]], theme: theme, title: sheet.title)
      chart.hasInset = false
      chart.trail = cases[...index].map(\.optima.global.point)
      chart.reach = reach
      return chart
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }

  /// The regions' sizes: from almost nothing to where the constraint ends.
  private func rules(_ problem: RegionProblem, _ chosen: Penalty) throws -> [PenaltyOptions.Rule] {
    switch over {
    case .budget:
      let least = try problem.largestExtent(chosen)
      return (1...frames).map { .extent(least * Double($0) / Double(frames)) }
    case .lambda:
      let most = try problem.largestStrength(chosen)
      // A thousandth of it is as good as none; even steps in the logarithm.
      return (0..<frames).map { index in
        .strength(most * exp(-6.9 * Double(index) / Double(frames - 1)))
      }
    }
  }
}
