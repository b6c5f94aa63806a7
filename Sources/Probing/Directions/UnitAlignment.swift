import Models
import Networks
import Numerics

/// Permutes the units of a network so that its weights are like those of another one, which does not change its function.
///
/// Weight matching by coordinate descent, with a linear assignment for each group of exchangeable units (Ainsworth et al. 2023,
/// arXiv:2209.04836, §3.2).
package struct UnitAlignment: Hashable, Sendable {
  /// The permuted parameters.
  package let parameters: [Float]
  /// For each group of units the unit that takes each place.
  package let permutations: [[Int]]
  /// Units that changed places.
  package var movedUnits: Int {
    permutations.reduce(0) { sum, order in sum + order.indices.count { order[$0] != $0 } }
  }
  /// Distance of all trained parameters from those of the other network, before and after.
  package let distances: (before: Double, after: Double)
  /// Passes over all groups.
  package let sweeps: Int

  package static func == (left: UnitAlignment, right: UnitAlignment) -> Bool {
    left.parameters == right.parameters && left.permutations == right.permutations
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(permutations) }

  private static let largestSweeps = 100

  /// Aligns a vector with another.
  ///
  /// - Parameters:
  ///   - parameters: that are permuted.
  ///   - target: that they are to be like; as many.
  package init(
    of parameters: [Float], to target: [Float], layout: ParameterLayout, symmetry: UnitSymmetry
  ) {
    var permutations = symmetry.groups.map { Array(0..<$0.count) }
    var current = parameters
    var sweeps = 0
    var hasChanged = true
    while hasChanged, sweeps < Self.largestSweeps {
      hasChanged = false
      sweeps += 1
      for (index, group) in symmetry.groups.enumerated() {
        let gains = Self.gains(current, target, layout, group)
        let identity = (0..<group.count).reduce(0) { $0 + gains[$1 * group.count + $1] }
        let assignment = LinearAssignment(maximizing: gains, order: group.count)
        guard assignment.sum > identity + 1e-9 * max(1, abs(identity)) else { continue }
        current = Self.permuted(current, by: assignment.columns, group, layout)
        permutations[index] = assignment.columns.map { permutations[index][$0] }
        hasChanged = true
      }
    }
    self.parameters = current
    self.permutations = permutations
    self.sweeps = sweeps
    distances = (
      Self.distance(parameters, target, layout), Self.distance(current, target, layout)
    )
  }

  /// Aligns a model with another of the same network.
  ///
  /// - Throws: `ProbingError` `unusableDirection` for another network, `invalidOption` for one whose units cannot be followed.
  package init(of model: Model, named name: String, to target: Model) throws(ProbingError) {
    try ModelPlane.check(model, named: name, against: target)
    let symmetry: UnitSymmetry
    do throws(UnitSymmetry.Problem) { symmetry = try UnitSymmetry(of: target.graph) } catch {
      switch error {
      case .unknownOperation(let node, let kind):
        throw .invalidOption(
          name: "align",
          reason: "cannot follow the units of this network through \(node) (\(kind)); leave it out")
      }
    }
    self.init(
      of: model.parameters, to: target.parameters, layout: ParameterLayout(target.graph), symmetry: symmetry)
  }

  /// For each unit of the target and each of the network the scalar product of their parameters.
  private static func gains(
    _ parameters: [Float], _ target: [Float], _ layout: ParameterLayout, _ group: UnitSymmetry.Group
  ) -> [Double] {
    let n = group.count
    var gains = [Double](repeating: 0, count: n * n)
    for axis in group.axes where layout.blocks[axis.block].role.isTrainable {
      let own = rows(parameters, axis, layout)
      let wanted = rows(target, axis, layout)
      let width = own.count / n
      own.withUnsafeBufferPointer { own in
        wanted.withUnsafeBufferPointer { wanted in
          for i in 0..<n {
            let row = UnsafeBufferPointer(rebasing: wanted[i * width..<(i + 1) * width])
            for j in 0..<n {
              gains[i * n + j] += VectorMath.dot(
                row, UnsafeBufferPointer(rebasing: own[j * width..<(j + 1) * width]))
            }
          }
        }
      }
    }
    return gains
  }

  /// The numbers of each unit one after another.
  private static func rows(
    _ parameters: [Float], _ axis: UnitSymmetry.Axis, _ layout: ParameterLayout
  ) -> [Float] {
    axis.places.flatMap { unit in
      unit.flatMap { place in indices(of: place, axis, layout).map { parameters[$0] } }
    }
  }

  /// Where in the vector the numbers at a place of an axis are.
  private static func indices(
    of place: Int, _ axis: UnitSymmetry.Axis, _ layout: ParameterLayout
  ) -> [Int] {
    let block = layout.blocks[axis.block]
    let inner = block.shape[(axis.axis + 1)...].reduce(1, *)
    let outer = block.shape[..<axis.axis].reduce(1, *)
    let step = block.shape[axis.axis] * inner
    return (0..<outer).flatMap { outer in
      let start = block.range.lowerBound + outer * step + place * inner
      return start..<start + inner
    }
  }

  /// Parameters in which unit `order[i]` of a group is in the place of unit `i`.
  package static func permuted(
    _ parameters: [Float], by order: [Int], _ group: UnitSymmetry.Group, _ layout: ParameterLayout
  ) -> [Float] {
    var result = parameters
    for axis in group.axes {
      let source = result
      for (unit, other) in order.enumerated() where unit != other {
        for (to, from) in zip(axis.places[unit], axis.places[other]) {
          let targets = indices(of: to, axis, layout)
          let sources = indices(of: from, axis, layout)
          for (target, origin) in zip(targets, sources) { result[target] = source[origin] }
        }
      }
    }
    return result
  }

  private static func distance(_ a: [Float], _ b: [Float], _ layout: ParameterLayout) -> Double {
    var sum = 0.0
    for block in layout.blocks where block.role.isTrainable {
      for i in block.range {
        let difference = Double(a[i]) - Double(b[i])
        sum += difference * difference
      }
    }
    return sum.squareRoot()
  }
}
