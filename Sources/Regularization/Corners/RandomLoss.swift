import Numerics

/// How random losses are drawn.
package enum RandomLoss: Hashable, Sendable {
  /// `‖w − c‖²/2`.
  case isotropic
  /// `a x² + b y² + c x y` about the centre, a and b uniform on [0, 10], c on [−2, 2], drawn again until
  /// `4ab > c²`.
  case positiveDefinite
  /// The matrix `[[1, ρ], [ρ, 1]]` of two standardized columns with correlation ρ in (−1, 1).
  case correlated(Double)

  /// Next matrix.
  func matrix(_ stream: inout SeededGenerator) -> SymmetricMatrix2 {
    switch self {
    case .isotropic: return .identity
    case .correlated(let rho): return SymmetricMatrix2(xx: 1, xy: rho, yy: 1)
    case .positiveDefinite:
      while true {
        let (a, b) = (stream.uniform(0, 10), stream.uniform(0, 10))
        let c = stream.uniform(-2, 2)
        if 4 * a * b > c * c { return SymmetricMatrix2(xx: 2 * a, xy: c, yy: 2 * b) }
      }
    }
  }
}
