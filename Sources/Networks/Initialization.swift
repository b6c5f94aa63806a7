/// How the weights that training starts from are drawn.
///
/// A layer's fan-in is the number of inputs to one of its units, `in·kh·kw` for a convolution; its fan-out is the number
/// of units that one input reaches, `filters·kh·kw`. As text it is its name, where there is a number with a colon and
/// the number: `he-normal`, `he-normal-fan-out`, `constant:0.1`, `orthogonal:2`.
package enum Initialization: Hashable, Sendable {
  case zero
  /// The same number everywhere, so that a layer's units start equal, and stay so: symmetry is never broken.
  case constant(Double)
  /// Uniform on `[−limit, limit]`.
  case uniform(limit: Double)
  /// `N(0, deviation²)`.
  case normal(deviation: Double)
  /// Uniform with variance `2/(fan-in + fan-out)`, that is on `±√(6/(fan-in + fan-out))`.
  ///
  /// Glorot & Bengio 2010, <https://proceedings.mlr.press/v9/glorot10a.html>, eq. 16.
  case xavierUniform
  /// `N(0, 2/(fan-in + fan-out))`.
  case xavierNormal
  /// Uniform with the variance of `heNormal`, that is on `±√3` of its deviations.
  case heUniform(Fan)
  /// `N(0, 2/((1 + a²)·fan))`, where `a` is the slope below 0 of the layer's activation: 0 unless that is a leaky
  /// ReLU, or PReLU with its initial slope.
  ///
  /// He et al. 2015, arXiv:1502.01852, eq. 10, 14 and 15.
  case heNormal(Fan)
  /// Rows of length `gain` at right angles, or columns where there are more rows than columns, of the matrix
  /// `[filters, fan-in]`; uniformly distributed among all such matrices.
  ///
  /// Saxe, McClelland & Ganguli 2014, arXiv:1312.6120, §3.
  case orthogonal(gain: Double)

  /// Which of a layer's two widths keeps the variance: of values on the way forward, or of gradients backward.
  package enum Fan: Hashable, Sendable {
    case input
    case output
  }

  /// He's normal distribution with fan-in, the default of all networks.
  package static let standard = Initialization.heNormal(.input)

  /// What the authors of an activation, or of the analysis of it, propose: Xavier for functions that are linear around
  /// 0, He for those that cut off one side.
  package static func published(for activation: Activation) -> Initialization {
    switch activation {
    case .tanh, .sigmoid: .xavierUniform
    case .relu, .leakyReLU, .prelu, .elu, .gelu, .silu: .heNormal(.input)
    }
  }

  /// The parameters that training starts from: weights as said, biases, shifts and constants 0, scales 1, running mean 0 and
  /// variance 1, PReLU's slopes 0.25.
  ///
  /// Ioffe & Szegedy 2015, arXiv:1502.03167, §3; He et al. 2015, arXiv:1502.01852, §2.1.
  ///
  /// - Parameters:
  ///   - seed: each block draws from a stream of its own.
  ///   - weights: how weights are drawn.
  /// - Returns: the flat vector, `ParameterLayout(graph).count` long.
  package static func parameters(
    of graph: Graph, seed: UInt64, weights: Initialization = .standard
  ) -> [Float] {
    let layout = ParameterLayout(graph)
    var parameters = [Float](repeating: 0, count: layout.count)
    for (index, block) in layout.blocks.enumerated() {
      switch block.role {
      case .weight(let filters):
        let draw = WeightDraw(
          filters: filters, fanIn: block.range.count / filters,
          fanOut: block.range.count / (block.shape.count > 1 ? block.shape[1] : 1),
          slope: graph.slope(after: block.node))
        draw.fill(&parameters, block.range, as: weights, seed: seed, block: index)
      case .normalizationScale, .runningVariance:
        for i in block.range { parameters[i] = 1 }
      case .activationSlope:
        for i in block.range { parameters[i] = 0.25 }
      case .bias, .normalizationShift, .runningMean, .offset, .constant: break
      }
    }
    return parameters
  }
}

extension Initialization: RawRepresentable, Codable {
  /// Names to choose from; the ones with a colon need a number, `orthogonal` may have one.
  package static let names = [
    "zero", "constant:", "uniform:", "normal:", "xavier-uniform", "xavier-normal", "he-uniform",
    "he-uniform-fan-out", "he-normal", "he-normal-fan-out", "orthogonal",
  ]

  /// The initialization of that name; nil for an unknown name, or a number that is missing, negative or not wanted.
  ///
  /// Constants may be negative.
  package init?(rawValue: String) {
    guard let text = NamedNumber(text: rawValue) else { return nil }
    guard let number = text.number else {
      let plain: [Initialization] = [
        .zero, .xavierUniform, .xavierNormal, .heUniform(.input), .heUniform(.output), .heNormal(.input),
        .heNormal(.output), .orthogonal(gain: 1),
      ]
      guard let choice = plain.first(where: { $0.rawValue == text.name }) else { return nil }
      self = choice
      return
    }
    guard number >= 0 || text.name == "constant", number.magnitude <= Double(Float.greatestFiniteMagnitude)
    else { return nil }
    switch text.name {
    case "constant": self = .constant(number)
    case "uniform": self = .uniform(limit: number)
    case "normal": self = .normal(deviation: number)
    case "orthogonal": self = .orthogonal(gain: number)
    default: return nil
    }
  }

  package var rawValue: String {
    switch self {
    case .zero: "zero"
    case .constant(let value): NamedNumber("constant", value).text
    case .uniform(let limit): NamedNumber("uniform", limit).text
    case .normal(let deviation): NamedNumber("normal", deviation).text
    case .xavierUniform: "xavier-uniform"
    case .xavierNormal: "xavier-normal"
    case .heUniform(let fan): "he-uniform" + fan.suffix
    case .heNormal(let fan): "he-normal" + fan.suffix
    case .orthogonal(let gain): NamedNumber("orthogonal", gain == 1 ? nil : gain).text
    }
  }
}

extension Operation {
  /// Whether the operation multiplies by weights.
  fileprivate var hasWeights: Bool {
    self.as(Convolution.self) != nil || self.as(Dense.self) != nil
      || self.as(TransposedConvolution.self) != nil
  }
}

extension Initialization.Fan {
  fileprivate var suffix: String {
    switch self {
    case .input: ""
    case .output: "-fan-out"
    }
  }
}

extension Graph {
  /// Slope below 0 of the first activation that a layer's values meet on their way to the next layer: that of a leaky
  /// ReLU, or of PReLU before training; 0 for any other, or none.
  fileprivate func slope(after layer: Int) -> Double {
    let consumers = consumers
    var next = consumers[layer].first
    while let node = next {
      let operation = nodes[node].operation
      switch operation.activation {
      case .leakyReLU(let slope): return slope
      case .prelu: return 0.25
      case nil where !operation.hasWeights: next = consumers[node].first
      default: return 0
      }
    }
    return 0
  }
}
