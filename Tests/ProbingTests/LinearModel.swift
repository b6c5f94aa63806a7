import Data
import Models
import Networks

/// A linear model of two weights with the squared error over six samples: a quadratic whose every measure is known.
struct LinearModel {
  static let x: [Float] = [1, 0, 0.5, 2, -1, 1, 2, 0.25, -0.5, -1.5, 1.5, 1]
  static let y: [Double] = [0.9, 2.1, 0.2, 2.4, -1.8, 2.6]
  static let weights: [Double] = [1.125, 1.25]

  let model: Model
  let samples: Samples

  init() throws {
    var b = GraphBuilder(input: [2])
    _ = b.add("fc", .dense(Dense(units: 1, bias: false)), b.input)
    model = Model(
      graph: try b.graph(), parameters: Self.weights.map { Float($0) },
      preprocessing: .identity(channels: 2),
      task: PredictionTask(.number(column: nil), loss: .meanSquaredError), name: "line",
      source: ModelSource(program: "test"))
    samples = Samples(
      shape: SampleShape(channels: 2), values: .floats(Self.x), targets: .numbers(Self.y))
  }

  /// `mean (w · x − y)²`.
  static func loss(_ w: [Double]) -> Double {
    var sum = 0.0
    for index in y.indices {
      let answer = w[0] * Double(x[2 * index]) + w[1] * Double(x[2 * index + 1])
      sum += (answer - y[index]) * (answer - y[index])
    }
    return sum / Double(y.count)
  }

  /// The rise of the loss at a displacement.
  static func rise(_ a: Double, _ b: Double) -> Double {
    loss([weights[0] + a, weights[1] + b]) - loss(weights)
  }

  /// Eigenvalues of `2/n Σ x xᵀ`, falling.
  static var eigenvalues: [Double] {
    let x = x.map(Double.init)
    func entry(_ i: Int, _ j: Int) -> Double {
      (0..<6).reduce(0.0) { $0 + x[2 * $1 + i] * x[2 * $1 + j] } / 3
    }
    let (a, b, c) = (entry(0, 0), entry(0, 1), entry(1, 1))
    let root = (((a - c) / 2) * ((a - c) / 2) + b * b).squareRoot()
    return [(a + c) / 2 + root, (a + c) / 2 - root]
  }
}
