import ArgumentParser
import Regularization
import Rendering

/// `landscape geometry corners`: how often a random loss has its optimum at a corner of the region.
struct CornersCommand: PictureCommand {
  /// How losses are drawn.
  enum LossName: String, CaseIterable, ExpressibleByArgument {
    case positiveDefinite = "positive-definite"
    case isotropic

    var losses: RandomLoss { self == .isotropic ? .isotropic : .positiveDefinite }
  }

  static let configuration = CommandConfiguration(
    commandName: "corners",
    abstract:
      "Count how often a random loss has its optimum at a corner: exact zeros under L1, none under L2.",
    discussion: """
      landscape geometry corners
      landscape geometry corners --losses isotropic --draws 10000000 --seed 7

      Each draw is decided by the exact KKT condition at the corners, not by looking whether an optimum is near one.
      """)

  @Option(parsing: .unconditional, help: ArgumentHelp("Random losses to count.", valueName: "number"))
  var draws = 1_000_000

  @Option(help: "Seed of the draws.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: ArgumentHelp("L1 budget t: the region is ‖w‖₁ ≤ t.", valueName: "t"))
  var budget = 2.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Centres are uniform on [−reach, reach]², outside of the region.", valueName: "number")
  )
  var reach = 10.0

  @Option(help: "Shapes of the losses: positive-definite (random ellipses) or isotropic (circles).")
  var losses = LossName.positiveDefinite

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  var usualSize: (width: Int, height: Int) { (1600, 1700) }

  /// The most losses that are drawn, about a minute's work.
  private static let limit = 10_000_000_000
  /// Dots in a cloud.
  private static let cloud = 2500

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [try outputs.output ?? "corners.\(outputs.chosenFormat().rawValue)"] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    guard draws >= 1, draws <= Self.limit else {
      throw Failure(.usage, "--draws \(draws): must be from 1 to \(Self.limit.grouped)")
    }
    try source.replay?.checkWork(draws, limit: Replay.drawLimit, "--draws \(draws)")
    try checkSizes()
    let study = try attempt {
      try CornersChart.Study(
        losses: losses.losses, extent: budget, reach: reach, seed: seed, draws: draws,
        cloudDraws: min(draws, Self.cloud))
    }
    let content = Drawing.Content.still { theme in
      CornersChart(study, theme: theme, title: sheet.title)
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }

  /// Sizes whose squares and ratios are numbers; all that counts is their ratio.
  private static let sizes = 1e-100...1e100
  /// Times the reach, the largest budget: the disc, which reaches as far as the diamond, then still leaves one centre in a
  /// hundred outside of it.
  private static let greatestBudget = 1.3

  private func checkSizes() throws {
    guard reach > 0, reach.isFinite else {
      throw Failure(.usage, "--reach \(reach): must be a positive number")
    }
    guard budget > 0, budget.isFinite else {
      let reason =
        budget == 0
        ? "leaves the origin alone; use a positive number"
        : budget == .infinity ? "allows everything; use a finite number" : "must be a positive number"
      throw Failure(.usage, "--budget \(budget): \(reason)")
    }
    for (name, size) in [("reach", reach), ("budget", budget)] where !Self.sizes.contains(size) {
      throw Failure(
        .usage, "--\(name) \(size): must be from 1e-100 to 1e100; only the ratio of the two counts")
    }
    let limit = Self.greatestBudget * reach
    guard budget <= limit else {
      throw Failure(
        .usage,
        "--budget \(budget): hardly a centre within --reach \(reach) lies outside of the region; use at most "
          + "\(limit.formatted(significant: 4))")
    }
  }
}
