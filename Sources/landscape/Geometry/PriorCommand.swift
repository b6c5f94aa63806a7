import ArgumentParser
import Regularization
import Rendering

/// `landscape geometry prior`: penalties as priors, with posterior mode and mean.
struct PriorCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "prior",
    abstract: "Draw Gaussian and Laplace priors, the likelihood, and the posteriors with mode and mean.",
    discussion: """
      landscape geometry prior
      landscape geometry prior --lambda 2 --noise-variance 0.5
      landscape geometry prior --gaussian-scale 1 --laplace-scale 0.7 --matrix 1,0.5,0.5,1 --centre 1,2.5

      The loss is in the units of ½‖y − Xβ‖². Then λ = σ²/τ² for ridge, λ/2 ‖w‖², and λ = σ²/b for the lasso, λ‖w‖₁.
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Strength λ of both penalties, from which the scales follow. (default: 1.5)", valueName: "number"))
  var lambda: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Standard deviation τ of the Gaussian prior, in place of --lambda.", valueName: "tau"))
  var gaussianScale: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Scale b of the Laplace prior, in place of --lambda.", valueName: "b"))
  var laplaceScale: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Variance σ² of the noise.", valueName: "number"))
  var noiseVariance = 1.0

  @OptionGroup(title: "Loss") var quadratic: QuadraticLossOptions
  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions

  var usualSize: (width: Int, height: Int) { (1600, 1560) }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [try outputs.output ?? "prior.\(outputs.chosenFormat().rawValue)"] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    let loss = try quadratic.loss()
    let variance = try Self.positive(noiseVariance, "noise-variance")
    if let lambda, gaussianScale != nil, laplaceScale != nil {
      throw Failure(.usage, "--lambda \(lambda): both scales are given; leave it or one of them out")
    }
    let strength = try Self.positive(lambda ?? 1.5, "lambda")
    let gaussian = try gaussianScale.map {
      Prior.gaussian(deviation: try Self.positive($0, "gaussian-scale"))
    }
    let laplace = try laplaceScale.map { Prior.laplace(scale: try Self.positive($0, "laplace-scale")) }
    let members = try attempt {
      try [
        gaussian ?? .gaussian(strength: strength, noiseVariance: variance),
        laplace ?? .laplace(strength: strength, noiseVariance: variance),
      ].map { try PriorChart.Member(loss: loss, noiseVariance: variance, prior: $0) }
    }
    let content = Drawing.Content.still { theme in
      PriorChart(gaussian: members[0], laplace: members[1], theme: theme, title: sheet.title)
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }

  /// A number that a prior can have: with limits beyond which densities have no place among the numbers.
  private static func positive(_ value: Double, _ option: String) throws -> Double {
    guard value > 0, value.isFinite else {
      throw Failure(.usage, "--\(option) \(value): must be a positive number")
    }
    guard (1e-6...1e6).contains(value) else {
      throw Failure(.usage, "--\(option) \(value): must be from 1e-6 to 1e6; rescale the weights")
    }
    return value
  }
}
