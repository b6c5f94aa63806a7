import Glibc

/// A loss of two variables in closed form, on which the paths of optimizers can be compared.
package enum AnalyticLoss: Codable, Hashable, Sendable {
  /// `½(x² + κy²)`: a valley whose walls are κ times as steep as its floor.
  case ravine(condition: Double)
  /// `(1 − x)² + 100(y − x²)²` (Rosenbrock 1960, doi:10.1093/comjnl/3.3.175): a bent valley.
  case rosenbrock
  /// `(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²` (Beale 1958): plateaus between steep walls.
  case beale
  /// `½(x² − y²)`: stationary at the origin, without a minimum.
  case saddle
  /// `(x² + y − 11)² + (x + y² − 7)²` (Himmelblau 1972): four minima of value 0.
  case himmelblau
  /// `20 + x² + y² − 10(cos 2πx + cos 2πy)` (Rastrigin 1974): a minimum near every pair of whole numbers.
  case rastrigin

  /// One of each, the ravine with condition 20.
  package static let examples: [AnalyticLoss] = [
    .ravine(condition: 20), .rosenbrock, .beale, .saddle, .himmelblau, .rastrigin,
  ]

  /// The usual name.
  package var name: String {
    switch self {
    case .ravine: "ravine"
    case .rosenbrock: "Rosenbrock"
    case .beale: "Beale"
    case .saddle: "saddle"
    case .himmelblau: "Himmelblau"
    case .rastrigin: "Rastrigin"
    }
  }

  /// The loss at `(x, y)`.
  package func value(_ point: SIMD2<Double>) -> Double {
    let (x, y) = (point.x, point.y)
    switch self {
    case .ravine(let condition): return (x * x + condition * y * y) / 2
    case .rosenbrock: return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
    case .beale:
      return Self.bealeTerms.reduce(0) { sum, term in
        let residual = term.target - x + x * pow(y, term.power)
        return sum + residual * residual
      }
    case .saddle: return (x * x - y * y) / 2
    case .himmelblau:
      let (a, b) = (x * x + y - 11, x + y * y - 7)
      return a * a + b * b
    case .rastrigin:
      return 20 + x * x + y * y - 10 * (cos(2 * Double.pi * x) + cos(2 * Double.pi * y))
    }
  }

  /// `(∂/∂x, ∂/∂y)` at `(x, y)`.
  package func gradient(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let (x, y) = (point.x, point.y)
    switch self {
    case .ravine(let condition): return SIMD2(x, condition * y)
    case .rosenbrock: return SIMD2(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x))
    case .beale:
      return Self.bealeTerms.reduce(SIMD2()) { sum, term in
        let residual = term.target - x + x * pow(y, term.power)
        return sum + 2 * residual * SIMD2(pow(y, term.power) - 1, x * term.power * pow(y, term.power - 1))
      }
    case .saddle: return SIMD2(x, -y)
    case .himmelblau:
      let (a, b) = (x * x + y - 11, x + y * y - 7)
      return SIMD2(4 * x * a + 2 * b, 2 * a + 4 * y * b)
    case .rastrigin:
      return 2 * point + 20 * Double.pi * SIMD2(sin(2 * Double.pi * x), sin(2 * Double.pi * y))
    }
  }

  /// Where the loss has its minimum; none for the saddle.
  package var minima: [SIMD2<Double>] {
    switch self {
    case .ravine, .rastrigin: [SIMD2(0, 0)]
    case .rosenbrock: [SIMD2(1, 1)]
    case .beale: [SIMD2(3, 0.5)]
    case .saddle: []
    case .himmelblau:
      [
        SIMD2(3, 2), SIMD2(-2.805118086952745, 3.131312518250573),
        SIMD2(-3.779310253377747, -3.283185991286170), SIMD2(3.584428340330492, -1.848126526964404),
      ]
    }
  }

  private static let bealeTerms: [(target: Double, power: Double)] = [(1.5, 1), (2.25, 2), (2.625, 3)]
}
