import Glibc

/// What the shape of the loss on one plane is in numbers, to compare planes of the same network.
package struct PlaneStatistics: Codable, Hashable, Sendable {
  /// Mean magnitude of what the logarithm of the loss differs from the mean of its four neighbours: 0 where it is smooth on the
  /// scale of the grid.
  package let roughness: Double
  /// Share of the inner points at which the Hessian of the loss on the plane has a negative eigenvalue, by differences.
  package let concaveShare: Double
  /// Mean of the two curvatures of the loss at the trained point, by differences: half the Laplacian.
  package let sharpness: Double

  /// Names of the numbers, in order.
  package static let names = ["roughness", "share that is not convex", "sharpness"]

  private static func logarithm(_ value: Double) -> Double { log(value) }

  package var values: [Double] { [roughness, concaveShare, sharpness] }

  /// Of a plane with losses at three points or more along each axis, one of which is the trained point; nil of others.
  ///
  /// Points at which the loss diverged, or whose neighbours did, do not count.
  package init?(of plane: Surface) {
    guard let y = plane.y, let centre = plane.centreIndex, plane.x.count > 2, y.count > 2 else { return nil }
    let x = plane.x
    let (width, height) = (x.count, y.count)
    let hx = (x.upper - x.lower) / Double(width - 1)
    let hy = (y.upper - y.lower) / Double(height - 1)
    let loss = plane.loss
    func second(_ i: Int, _ step: Int, _ h: Double) -> Double {
      ((loss[i + step] - loss[i]) + (loss[i - step] - loss[i])) / (h * h)
    }
    var (rough, roughCount, concave, count) = (0.0, 0, 0, 0)
    for row in 1..<height - 1 {
      for column in 1..<width - 1 {
        let i = row * width + column
        let around = [-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1].map {
          loss[i + $0]
        }
        guard around.allSatisfy(\.isFinite) else { continue }
        let (a, c) = (second(i, 1, hx), second(i, width, hy))
        let b =
          (loss[i + width + 1] - loss[i + width - 1] - loss[i - width + 1] + loss[i - width - 1])
          / (4 * hx * hy)
        count += 1
        // The least eigenvalue of a symmetric 2 × 2 matrix.
        let least = (a + c) / 2 - ((a - c) * (a - c) / 4 + b * b).squareRoot()
        if least < 0 { concave += 1 }
        let near = [loss[i - 1], loss[i + 1], loss[i - width], loss[i + width]]
        if loss[i] > 0, near.allSatisfy({ $0 > 0 }) {
          rough += abs(Self.logarithm(loss[i]) - near.map(Self.logarithm).reduce(0, +) / 4)
          roughCount += 1
        }
      }
    }
    let (row, column) = (centre / width, centre % width)
    guard count > 0, (1..<height - 1).contains(row), (1..<width - 1).contains(column) else { return nil }
    roughness = roughCount > 0 ? rough / Double(roughCount) : .nan
    concaveShare = Double(concave) / Double(count)
    sharpness = (second(centre, 1, hx) + second(centre, width, hy)) / 2
  }
}
