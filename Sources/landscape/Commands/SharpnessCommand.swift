import ArgumentParser
import Evaluation
import Probing
import Storage

/// `landscape sharpness`: how sharp minima are, by several measures side by side.
struct SharpnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sharpness",
    abstract: "Measure how sharp the minima of one network or several are, with standard errors.",
    discussion: """
      landscape sharpness small.ckpt large.ckpt sam.ckpt
      landscape sharpness resnet-20.ckpt --radius 0.25 --samples 2000 --json

      Filter-normalized and adaptive sharpness and the area stay the same when a layer before a rectifier is multiplied by a \
      number and the next one divided by it; the others do not. All are about the parameters that move, on the same samples \
      and, network by network, the same random directions.
      """)

  @Argument(help: ArgumentHelp("Checkpoints or models.", valueName: "model.ckpt"))
  var networks: [String]

  @Option(
    help: ArgumentHelp(
      "Distance of the mean rise, in lengths of filter-normalized directions.", valueName: "distance"))
  var radius = 0.5
  @Option(
    help: ArgumentHelp("Keskar's box: half its edge, in units of |weight| + 1.", valueName: "number"))
  var epsilon = 1e-3
  @Option(help: ArgumentHelp("Radius of the ball of SAM.", valueName: "distance"))
  var rho = 0.05
  @Option(
    help: ArgumentHelp("Radius of the ball of adaptive sharpness, in units of |weight|.", valueName: "number")
  )
  var adaptiveRho = 0.5
  @Option(
    help: ArgumentHelp("Rise of the loss up to which the area around the minimum reaches.", valueName: "loss")
  )
  var rise = 1.0
  @Option(help: "Random directions.")
  var draws = 20
  @Option(help: "Steps of each ascent to a maximum.")
  var steps = 10

  @OptionGroup(title: "Parameters and samples") var study: StudyOptions

  @Flag(help: "Print JSON for machines.")
  var json = false
  @Flag(name: [.short, .long], help: "Print nothing but the result and errors.")
  var quiet = false

  mutating func run() throws {
    try check()
    Interrupts.install()
    var members: [SharpnessReport.Member] = []
    for path in networks {
      let studied = try study.open(path, isQuiet: quiet)
      members.append(SharpnessReport.Member(try measure(studied), of: studied))
    }
    let report = SharpnessReport(settings, members, study: study)
    Console.print(json ? JSONText.encode(report, pretty: true) : report.text)
    for warning in report.warnings { Console.warn(warning) }
  }

  private var settings: SharpnessStudy {
    SharpnessStudy(
      radius: radius, epsilon: epsilon, rho: rho, adaptiveRho: adaptiveRho, rise: rise, draws: draws,
      steps: steps, curvature: SharpnessStudy.usualCurvature(seed: study.seed ?? 0))
  }

  private func check() throws {
    for (name, value) in [
      ("radius", radius), ("epsilon", epsilon), ("rho", rho), ("adaptive-rho", adaptiveRho), ("rise", rise),
    ] {
      guard value > 0, value <= 1e6 else {
        throw Failure(.usage, "--\(name) \(value): give a number above 0 and at most 1e6")
      }
    }
    guard (2...100_000).contains(draws) else {
      throw Failure(.usage, "--draws \(draws): an error needs from 2 to 100,000 directions")
    }
    guard (1...100_000).contains(steps) else {
      throw Failure(.usage, "--steps \(steps): give from 1 to 100,000")
    }
  }

  private func measure(_ studied: StudiedNetwork) throws -> SharpnessStudy.Result {
    var line = ProgressLine("", unit: "", isQuiet: quiet)
    var stage: SharpnessStudy.Stage?
    let name = studied.path.fileName
    let isQuiet = quiet
    defer { line.finish() }
    let found: SharpnessStudy.Result?
    do {
      found = try attempt {
        try settings.run(
          studied.model, studied.hessian, options: studied.options, stop: Interrupts.request
        ) { now, done, total in
          if now != stage {
            line.finish()
            line = ProgressLine("\(name)  \(now)", unit: now.unit, isQuiet: isQuiet)
            stage = now
          }
          line.update(done: done, total: total)
        }
      }
    } catch let error as CurvatureError { throw Failure(error, path: studied.path) }
    guard let found else { throw Failure(.interrupted, "stopped; nothing is written - repeat the command") }
    return found
  }
}

extension SharpnessStudy.Stage {
  /// What is counted.
  fileprivate var unit: String {
    switch self {
    case .directions: "directions"
    case .ascents: "ascents"
    case .curvature: "products"
    }
  }
}
