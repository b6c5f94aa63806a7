import Glibc
import Numerics

/// Whether a corner of one region satisfies the KKT conditions, with what does not change from draw to draw.
struct CornerTest {
  private let region: ConstraintRegion
  private let extent: Double
  /// Half the opening of the normal cone as a slope, `a/φ′(x₀)`.
  private let slope: Double
  private let isConcave: Bool
  private let linear: Double
  private let square: Double

  init(_ region: ConstraintRegion) {
    self.region = region
    extent = region.axisExtent
    switch region.penalty.profile {
    case .mixed(let a, let b):
      (linear, square) = (a, b)
      slope = a / (a + b * region.axisExtent)
      isConcave = false
    case .power(let p):
      (linear, square) = (0, 0)
      slope = 0
      isConcave = p < 1
    }
  }

  /// A centre that the budget does not allow.
  @inline(__always)
  func centre(_ reach: Double, _ stream: inout SeededGenerator) -> Vector2 {
    while true {
      let centre = Vector2(stream.uniform(-reach, reach), stream.uniform(-reach, reach))
      if !contains(centre) { return centre }
    }
  }

  @inline(__always)
  private func contains(_ w: Vector2) -> Bool {
    guard linear > 0 || square > 0 else { return region.contains(w) }
    let value = linear * (abs(w.x) + abs(w.y)) + square / 2 * (w.x * w.x + w.y * w.y)
    return value <= region.budget
  }

  @inline(__always)
  func isCorner(_ matrix: SymmetricMatrix2, _ centre: Vector2) -> Bool {
    if isConcave {
      let loss = Quadratic(checked: matrix, centre: centre, constant: 0, pull: matrix * centre)
      return loss.minimum(in: region).global.isCorner
    }
    // Minus the gradient at (±x₀, 0) and (0, ±x₀).
    let pull = matrix * centre
    let right = pull - extent * Vector2(matrix.xx, matrix.xy)
    let left = pull + extent * Vector2(matrix.xx, matrix.xy)
    let up = pull - extent * Vector2(matrix.xy, matrix.yy)
    let down = pull + extent * Vector2(matrix.xy, matrix.yy)
    return abs(right.y) <= slope * right.x || abs(left.y) <= -slope * left.x
      || abs(up.x) <= slope * up.y || abs(down.x) <= -slope * down.y
  }
}
