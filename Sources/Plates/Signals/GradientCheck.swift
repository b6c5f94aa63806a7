import Networks
import Numerics

/// The gradient of a small network compared with central differences of its loss along random directions.
///
/// What is compared is exact in the arguments: the change of the loss between parameters as they are stored, and the
/// gradient times the difference of those.
struct GradientCheck {
  /// An operation in its place between a convolution and a dense layer, or a loss behind them.
  struct Case: Sendable {
    let name: String
    var operations: [Networks.Operation] = []
    var loss = LossFunction.crossEntropy
    var statistics = BatchStatistics.running
    /// Whether the operation's result is added to what it reads.
    var isResidual = false
    /// Whether the loss has a derivative everywhere.
    var isSmooth = true
  }

  /// What is checked.
  static let cases: [Case] = [
    Case(name: "tanh", operations: [.activation(.tanh)]),
    Case(name: "sigmoid", operations: [.activation(.sigmoid)]),
    Case(name: "GELU", operations: [.activation(.gelu)]),
    Case(name: "SiLU", operations: [.activation(.silu)]),
    Case(name: "ELU", operations: [.activation(.elu)]),
    Case(
      name: "convolution, stride 2",
      operations: [
        .convolution(Convolution(filters: 6, kernel: 3, stride: 2, padding: 1, bias: true)),
        .activation(.tanh),
      ]),
    Case(
      name: "average pooling",
      operations: [.pooling(Pooling(kind: .average, kernel: 2, stride: 2)), .activation(.tanh)]),
    Case(name: "residual sum", operations: [.activation(.tanh)], isResidual: true),
    Case(
      name: "batch normalization",
      operations: [.batchNormalization(BatchNormalization()), .activation(.tanh)], statistics: .batch),
    Case(
      name: "layer normalization",
      operations: [.groupNormalization(GroupNormalization(groups: 1)), .activation(.tanh)]),
    Case(
      name: "dropout", operations: [.activation(.tanh), .dropout(Dropout(rate: 0.3))], statistics: .batch),
    Case(name: "label smoothing", operations: [.activation(.tanh)], loss: .smoothedCrossEntropy(0.1)),
    Case(name: "binary cross entropy", operations: [.activation(.tanh)], loss: .binaryCrossEntropy),
    Case(name: "mean squared error", operations: [.activation(.tanh)], loss: .meanSquaredError),
    Case(
      name: "mean absolute error", operations: [.activation(.tanh)], loss: .meanAbsoluteError, isSmooth: false
    ),
    Case(
      name: "maximum pooling",
      operations: [.pooling(Pooling(kind: .maximum, kernel: 2, stride: 2)), .activation(.tanh)],
      isSmooth: false),
    Case(name: "ReLU", operations: [.activation(.relu)], isSmooth: false),
    Case(name: "PReLU", operations: [.activation(.prelu)], isSmooth: false),
  ]

  static let description = """
    Convolution, operation, dense layer, cross entropy (or the loss named), 32 random samples.
    """

  private static let batch = 32
  private static let shape = SampleShape(channels: 2, height: 6, width: 6)
  private static let classes = 5

  private let probe: KernelProbe
  private let parameters: [Float]
  private let gradient: [Float]
  private let directions: [[Float]]

  /// - Throws: `KernelError` or `GraphError`.
  init(_ example: Case, seed: UInt64, directions count: Int) throws {
    probe = try KernelProbe(
      try Self.graph(example), loss: example.loss, batchSize: Self.batch, statistics: example.statistics)
    var generator = SeededGenerator(seed: seed, for: .example)
    func normals(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
    probe.fill(
      images: normals(Self.batch * Self.shape.count),
      targets: (0..<Self.batch * Self.classes).map { $0 % 3 == 0 ? 1 : 0 },
      labels: (0..<Int32(Self.batch)).map { $0 % Int32(Self.classes) })
    // Biases, scales and shifts at random too, so that no derivative is 0 by accident.
    let start = Initialization.parameters(of: probe.plan.graph, seed: seed)
    let trained = probe.layout.blocks.filter(\.role.isTrainable).map(\.range)
    var parameters = start
    for range in trained { for index in range { parameters[index] += 0.1 * Float(generator.normal()) } }
    self.parameters = parameters
    let length = Self.norm(parameters)
    directions = (0..<count).map { _ in
      var direction = [Float](repeating: 0, count: parameters.count)
      for range in trained { for index in range { direction[index] = Float(generator.normal()) } }
      let scale = Float(length / Self.norm(direction))
      return direction.map { $0 * scale }
    }
    gradient = probe.gradient(at: parameters).gradient
  }

  private static func graph(_ example: Case) throws -> Graph {
    var builder = GraphBuilder(input: shape)
    let first = builder.add(
      "convolution", .convolution(Convolution(filters: 4, kernel: 3, padding: 1, bias: true)), builder.input)
    var node = first
    for (index, operation) in example.operations.enumerated() {
      node = builder.add("operation\(index)", operation, node)
    }
    if example.isResidual { node = builder.add("sum", .add, node, first) }
    node = builder.add("flatten", .flatten, node)
    _ = builder.add("dense", .dense(Dense(units: classes)), node)
    return try builder.graph()
  }

  /// Weights of the differences `L(θ + khd) − L(θ − khd)`, `k = 1, 2, …`, by number of points.
  private static func weights(points: Int) -> [Double] {
    switch points {
    case 2: [1.0 / 2]
    case 4: [2.0 / 3, -1.0 / 12]
    default: [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280]
    }
  }

  /// The relative error of differences with a step, root mean square over the directions.
  ///
  /// - Parameters:
  ///   - step: relative to the length of the parameters.
  ///   - points: at which the loss is taken: 2, 4 or 8.
  ///   - factor: that the gradient is multiplied by, to see what an error looks like.
  func error(step: Double, points: Int, factor: Double = 1) -> Double {
    var errors = 0.0
    var squares = 0.0
    for direction in directions {
      var difference = 0.0
      var slope = 0.0
      for (index, weight) in Self.weights(points: points).enumerated() {
        let length = Float(step * Double(index + 1))
        let above = zip(parameters, direction).map { $0 + length * $1 }
        let below = zip(parameters, direction).map { $0 - length * $1 }
        difference += weight * (probe.loss(at: above) - probe.loss(at: below))
        var product = 0.0
        for i in gradient.indices { product += Double(gradient[i]) * (Double(above[i]) - Double(below[i])) }
        slope += weight * product
      }
      errors += (difference - factor * slope) * (difference - factor * slope)
      squares += slope * slope
    }
    return (errors / squares).squareRoot()
  }

  private static func norm(_ vector: [Float]) -> Double {
    vector.withUnsafeBufferPointer { VectorMath.norm($0) }
  }
}
