import Numerics
import Regularization

/// Random losses and penalties, the same in every run.
struct RandomProblems {
  var stream: SeededGenerator

  init(seed: UInt64) { stream = SeededGenerator(seed: seed, for: .regressionTable) }

  /// How many problems a property is tried on: release code is some 150 times faster.
  static func count(release: Int) -> Int {
    #if DEBUG
    max(20, release / 100)
    #else
    release
    #endif
  }

  /// A positive definite loss of condition number up to about 1e4, turned any way.
  mutating func quadratic() throws -> Quadratic {
    let (c, s) = (stream.normal(), stream.normal())
    let u = Vector2(c, s).normalized
    let large = stream.uniform(0.5, 5)
    let small = large * [1, 0.3, 1e-2, 1e-4][Int(stream.next() % 4)] * stream.uniform(0.5, 1)
    let matrix = SymmetricMatrix2(
      xx: large * u.x * u.x + small * u.y * u.y, xy: (large - small) * u.x * u.y,
      yy: large * u.y * u.y + small * u.x * u.x)
    return try Quadratic(
      matrix: matrix, centre: Vector2(stream.uniform(-5, 5), stream.uniform(-5, 5)),
      constant: stream.uniform(-1, 1))
  }

  /// A convex penalty of any family.
  mutating func convexPenalty() throws -> Penalty {
    switch stream.next() % 6 {
    case 0: .l1
    case 1: .l2(.halved)
    case 2: .l2(.whole)
    case 3: try Penalty(.elasticNet(l1Ratio: stream.uniform(0, 1)))
    case 4: try Penalty(.zouHastie(l1: stream.uniform(0, 2), l2: stream.uniform(0.01, 2), .naive))
    default: try Penalty(.lp(exponent: [1.2, 1.5, 1.9, 2.5, 4, 10][Int(stream.next() % 6)]))
    }
  }

  /// `Σ|wᵢ|ᵖ` with p below 1.
  mutating func concavePenalty() throws -> Penalty {
    try Penalty(.lp(exponent: [0.25, 0.5, 0.7, 0.9][Int(stream.next() % 4)]))
  }
}

/// Whether two numbers agree up to a relative and an absolute tolerance.
func agree(_ a: Double, _ b: Double, relative: Double = 1e-12, absolute: Double = 0) -> Bool {
  a == b || abs(a - b) <= absolute + relative * max(abs(a), abs(b))
}
