import ArgumentParser
import Regularization
import Rendering

/// `landscape geometry shrinkage`: what penalties make of one coefficient.
struct ShrinkageCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "shrinkage",
    abstract:
      "Plot soft threshold, proportional shrinkage, elastic net and hard threshold, and how they pull.",
    discussion: """
      landscape geometry shrinkage
      landscape geometry shrinkage --lambda 0.5 --l1-ratio 0.2

      The loss is ½‖y − Xβ‖² with orthonormal columns, so that each coefficient is treated on its own.
      """)

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Strength λ of all penalties.", valueName: "number"))
  var lambda = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Mixing ratio α of the elastic net, 0 (ridge) to 1 (lasso).", valueName: "ratio"))
  var l1Ratio = 0.5

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  var usualSize: (width: Int, height: Int) { (1600, 1000) }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [try outputs.output ?? "shrinkage.\(outputs.chosenFormat().rawValue)"] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    guard lambda >= 0, lambda <= 1e100 else {
      throw Failure(.usage, "--lambda \(lambda): must be zero or a positive number")
    }
    try attempt { try Shrinkage.elasticNet(lambda, l1Ratio: l1Ratio).validate() }
    let content = Drawing.Content.still { theme in
      ShrinkageChart(strength: lambda, l1Ratio: l1Ratio, theme: theme, title: sheet.title)
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }
}
