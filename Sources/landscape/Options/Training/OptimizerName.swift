/// The optimizers by the names that the user knows them by.
enum OptimizerName: String, CaseIterable, NamedChoice {
  case gradientDescent = "gradient-descent"
  case sgd
  case momentum
  case nesterov
  case adagrad
  case rmsprop
  case adam
  case adamw

  static let allNames = allCases.map(\.rawValue).joined(separator: ", ")

  var usualRate: Double {
    switch self {
    case .gradientDescent, .sgd, .momentum, .nesterov: 0.1
    case .adagrad: 0.01
    case .rmsprop, .adam, .adamw: 0.001
    }
  }

  var usualDecay: Double {
    switch self {
    case .gradientDescent, .sgd, .momentum, .nesterov: 1e-4
    case .adamw: 0.01
    case .adagrad, .rmsprop, .adam: 0
    }
  }
}
