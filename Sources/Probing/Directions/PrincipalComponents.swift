import Numerics
import Surfaces

/// The directions in which the moments of a trajectory lie furthest from a point, by the eigenvectors of the Gram matrix of
/// their differences from it.
struct PrincipalComponents {
  /// Fraction of the sum of squared differences that each component explains, in falling order.
  let explained: [Double]
  private let values: [Double]
  /// For each component its numbers by moment.
  private let vectors: [[Double]]
  private let differences: [[Float]]

  /// - Parameter ranges: parameters that take no part.
  init(of trajectory: Trajectory, around origin: [Float], leavingOut ranges: [Range<Int>]) {
    let count = trajectory.epochs.count
    let differences = (0..<count).map { moment in
      var difference = zip(trajectory.vector(moment), origin).map { $0 - $1 }
      for range in ranges { for i in range { difference[i] = 0 } }
      return difference
    }
    var gram = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in i..<count {
        let product = differences[i].withUnsafeBufferPointer { a in
          differences[j].withUnsafeBufferPointer { VectorMath.dot(a, $0) }
        }
        (gram[i * count + j], gram[j * count + i]) = (product, product)
      }
    }
    self.differences = differences
    guard gram.allSatisfy(\.isFinite) else {
      (explained, values, vectors) = ([], [], [])
      return
    }
    let eigen = SymmetricEigen(semidefinite: gram, order: count)
    let total = eigen.values.reduce(0, +)
    // What is below the rounding of single precision in the parameters is no direction of the run.
    let rank = eigen.values.prefix { $0 > total * 1e-12 }.count
    values = Array(eigen.values.prefix(rank))
    explained = values.map { $0 / total }
    vectors = (0..<rank).map { Array(eigen.vectors[$0 * count..<($0 + 1) * count]) }
  }

  /// How many there are.
  var count: Int { values.count }

  /// A component of length 1, along which the first moment that does not lie at the point has a positive coordinate.
  func component(_ index: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: differences.first?.count ?? 0)
    let sign = vectors[index].first { abs($0) > 1e-9 }.map { $0 < 0 ? -1.0 : 1 } ?? 1
    let scale = sign / values[index].squareRoot()
    for (factor, difference) in zip(vectors[index], differences) {
      difference.withUnsafeBufferPointer { difference in
        sums.withUnsafeMutableBufferPointer {
          VectorMath.accumulate(difference, weight: factor * scale, into: $0)
        }
      }
    }
    return sums.map { Float($0) }
  }
}
