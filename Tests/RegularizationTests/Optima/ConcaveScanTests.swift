import Regularization
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// The slow reference for p < 1: stationary points as changes of sign on a fine grid, which misses some but
/// invents none.
@Suite struct ConcaveScanTests {
  private let steps = RandomProblems.count(release: 20_000)

  @Test func `no stationary point of the boundary is missed`() throws {
    var random = RandomProblems(seed: 31)
    for index in 0..<RandomProblems.count(release: 200) {
      let loss = try random.quadratic()
      let p = [0.25, 0.5, 0.7, 0.9][index % 4]
      let penalty = try Penalty(.lp(exponent: p))
      let region = try ConstraintRegion(penalty: penalty, axisExtent: random.stream.uniform(0.5, 3))
      let found = loss.minimum(in: region)
      guard !region.contains(loss.centre), found.isComplete else { continue }
      let arcs = found.points.filter { $0.zeroCount == 0 }
      let t = region.budget
      for (sx, sy) in [(1.0, 1.0), (-1, 1), (-1, -1), (1, -1)] {
        var last: (u: Double, along: Double, outward: Double)?
        for step in 1..<steps {
          // By the share of the budget that the first weight takes; dense at both ends.
          let share = Double(step) / Double(steps)
          let u = t * share * share * (3 - 2 * share)
          let (x, y) = (pow(u, 1 / p), pow(t - u, 1 / p))
          let gradient = loss.gradient(at: Vector2(sx * x, sy * y))
          let along = pow(x, 1 - p) * sx * gradient.x - pow(y, 1 - p) * sy * gradient.y
          let outward = -gradient.dot(Vector2(sx * x, sy * y))
          // Only where the loss pushes outwards are they KKT points.
          if let last, (along > 0) != (last.along > 0), outward > 0, last.outward > 0 {
            let isFound = arcs.contains {
              let share = pow(abs($0.point.x), p)
              return $0.point.x * sx > 0 && $0.point.y * sy > 0 && share >= last.u * (1 - 1e-9)
                && share <= u * (1 + 1e-9)
            }
            #expect(isFound, "between \(last.u) and \(u): \(penalty) \(loss) \(t)")
          }
          last = (u, along, outward)
        }
      }
    }
  }

  @Test func `no stationary point of a quadrant is missed`() throws {
    var random = RandomProblems(seed: 32)
    for _ in 0..<RandomProblems.count(release: 200) {
      let loss = try random.quadratic()
      let penalty = try random.concavePenalty()
      let strength = pow(10, random.stream.uniform(-1.5, 0.3))
      guard abs(loss.matrix.xy) > 1e-3 else { continue }
      let found = try loss.minimum(penalty: penalty, strength: strength)
      let pull = loss.matrix * loss.centre
      let inside = found.points.filter { $0.zeroCount == 0 }.map(\.point)
      for signs in [Vector2(1, 1), Vector2(-1, 1), Vector2(-1, -1), Vector2(1, -1)] {
        var last: (x: Double, rest: Double)?
        for step in 0...steps {
          // y from the first condition, then what is left of the second.
          let x = pow(10, -12 + 16 * Double(step) / Double(steps))
          let y =
            (pull.x - loss.matrix.xx * signs.x * x - strength * signs.x * penalty.gradient(x))
            / loss.matrix.xy
          guard y * signs.y > 0 else {
            last = nil
            continue
          }
          let rest =
            loss.matrix.xy * signs.x * x + loss.matrix.yy * y + strength * penalty.gradient(y) - pull.y
          if let last, (rest > 0) != (last.rest > 0) {
            let isFound = inside.contains {
              $0.x * signs.x >= last.x * (1 - 1e-9) && $0.x * signs.x <= x * (1 + 1e-9) && $0.y * signs.y > 0
            }
            #expect(isFound, "between \(last.x) and \(x): \(penalty) \(loss) \(strength)")
          }
          last = (x, rest)
        }
      }
    }
  }
}
