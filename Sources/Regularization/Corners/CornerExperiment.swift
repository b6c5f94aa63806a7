import Glibc
import Numerics

/// How often the optimum of a random loss over a region lies at a corner, by Monte Carlo.
///
/// Centres are uniform on a square, those that the budget allows drawn again. Each draw is decided by the
/// exact KKT condition, not by finding the optimum and looking whether it is near: minus the gradient at a
/// corner lies in its normal cone, `|g₂| φ′(x₀) ≤ a (−g₁)`. For penalties without corners that has
/// probability zero, and the count is zero; for p < 1, where several corners can be KKT points, the global
/// optimum is computed.
package struct CornerExperiment: Sendable {
  /// The budget within which losses are minimized.
  package let region: ConstraintRegion
  /// What is drawn.
  package let losses: RandomLoss
  /// Half the side of the square of centres.
  package let reach: Double
  /// Together with the number of draws it decides the outcome.
  package let seed: UInt64

  /// Draws in one chunk, which has a random stream of its own.
  private static let chunk = 1 << 16

  /// An experiment; the published one has budget 2 and reach 10.
  ///
  /// - Throws: `invalidParameter` for a budget of zero or so large that all centres are allowed, a reach
  ///   that is not positive and finite, and a correlation outside (−1, 1).
  package init(
    region: ConstraintRegion, losses: RandomLoss, reach: Double = 10, seed: UInt64
  ) throws(RegularizationError) {
    guard reach > 0, reach < .infinity else { throw .invalidParameter(name: "reach", value: reach) }
    guard region.budget > 0, !region.contains(Vector2(reach, reach)) else {
      throw .invalidParameter(name: "budget", value: region.budget)
    }
    if case .correlated(let rho) = losses, !(abs(rho) < 1) {
      throw .invalidParameter(name: "correlation", value: rho)
    }
    self.region = region
    self.losses = losses
    self.reach = reach
    self.seed = seed
  }

  /// Fraction of draws whose optimum is a corner; the same for any number of processors.
  ///
  /// - Precondition: at least one draw.
  package func share(draws: Int) -> WilsonInterval {
    precondition(draws > 0, "\(draws) draws")
    guard region.penalty.hasCorners else { return WilsonInterval(successes: 0, trials: draws) }
    let chunks = (draws + Self.chunk - 1) / Self.chunk
    let queue = IndexQueue(count: chunks)
    var counts = [Int](repeating: 0, count: chunks)
    counts.withUnsafeMutableBufferPointer { counts in
      nonisolated(unsafe) let counts = counts
      WorkerPool(threads: min(WorkerPool.processors, chunks)).run { _ in
        while let index = queue.claim() {
          counts[index] = count(chunk: index, draws: min(Self.chunk, draws - index * Self.chunk))
        }
      }
    }
    return WilsonInterval(successes: counts.reduce(0, +), trials: draws)
  }

  private func count(chunk: Int, draws: Int) -> Int {
    var stream = SeededGenerator(seed: seed, for: .cornerDraws(chunk: chunk))
    let test = CornerTest(region)
    var count = 0
    for _ in 0..<draws {
      let matrix = losses.matrix(&stream)
      let centre = test.centre(reach, &stream)
      if test.isCorner(matrix, centre) { count += 1 }
    }
    return count
  }

  /// One random loss with its exact optimum.
  package struct Draw: Hashable, Sendable {
    /// The loss that was drawn.
    package let loss: Quadratic
    /// Its minimum over the region.
    package let optimum: Optimum
  }

  /// The first draws of the same sequence that `share` counts, with their optima, to be drawn as a cloud.
  package func sample(_ draws: Int) -> [Draw] {
    var result: [Draw] = []
    let test = CornerTest(region)
    for chunk in 0..<(draws + Self.chunk - 1) / Self.chunk {
      var stream = SeededGenerator(seed: seed, for: .cornerDraws(chunk: chunk))
      for _ in 0..<min(Self.chunk, draws - chunk * Self.chunk) {
        let matrix = losses.matrix(&stream)
        let centre = test.centre(reach, &stream)
        let loss = Quadratic(checked: matrix, centre: centre, constant: 0, pull: matrix * centre)
        result.append(Draw(loss: loss, optimum: loss.minimum(in: region).global))
      }
    }
    return result
  }
}

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
