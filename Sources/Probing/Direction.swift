import Networks
import Numerics

/// A direction in parameter space, along which a network is perturbed.
///
/// Drawn from N(0, 1), block by block from streams of their own, and scaled unit by unit: a filter - one output
/// channel of a convolution, one row of a dense layer - by default, a whole block with `layer`. For a unit `f`,
/// `d_f ← d_f · ‖θ_f‖ / (‖d_f‖ + 10⁻¹⁰)`. Blocks whose role is neither weight nor included are zero; an included
/// block is one unit. Running statistics are never perturbed.
package struct Direction: Hashable, Sendable {
  /// One number a parameter, in the order of the layout.
  package let components: [Float]
  /// Ranges that were scaled to the norm of the network's own.
  package let units: [Range<Int>]
  package let seed: UInt64

  /// Draws and scales a direction.
  ///
  /// - Parameters:
  ///   - parameters: θ, `layout.count` numbers.
  ///   - other: a direction to be orthogonal to, unit by unit before scaling, so that all norms stay what they are;
  ///     a unit of one number, which has no second direction, stays as drawn.
  package init(
    layout: ParameterLayout, parameters: [Float], seed: UInt64, normalization: DirectionNormalization,
    including included: Set<IncludedRole> = [], orthogonalTo other: Direction? = nil
  ) {
    precondition(parameters.count == layout.count, "\(parameters.count) parameters for \(layout.count)")
    var components = [Float](repeating: 0, count: layout.count)
    var units: [Range<Int>] = []
    for (index, block) in layout.blocks.enumerated() {
      let own = Self.units(of: block, normalization, included)
      guard !own.isEmpty else { continue }
      var generator = SeededGenerator(seed: seed, for: .direction(block: index))
      for i in block.range { components[i] = Float(generator.normal()) }
      units += own
    }
    components.withUnsafeMutableBufferPointer { d in
      parameters.withUnsafeBufferPointer { theta in
        for unit in units {
          if let other, unit.count > 1 { Self.orthogonalize(d, other.components, in: unit) }
          Self.scale(d, theta, in: unit, normalization)
        }
      }
    }
    self.components = components
    self.units = units
    self.seed = seed
  }

  /// Scales a direction that is given, such as one of great curvature, filter by filter; all but weights become zero.
  ///
  /// - Parameter length: norm of each filter, as a share of that of the network's.
  package init(
    scaling given: [Float], by length: Double = 1, layout: ParameterLayout, parameters: [Float]
  ) {
    precondition(
      given.count == layout.count && parameters.count == layout.count,
      "\(given.count) numbers and \(parameters.count) parameters for \(layout.count)")
    var components = [Float](repeating: 0, count: layout.count)
    let units = layout.blocks.flatMap { Self.units(of: $0, .filter, []) }
    for unit in units { for i in unit { components[i] = given[i] } }
    components.withUnsafeMutableBufferPointer { d in
      parameters.withUnsafeBufferPointer { theta in
        for unit in units {
          Self.scale(d, theta, in: unit, .filter)
          for i in unit { d[i] *= Float(length) }
        }
      }
    }
    self.components = components
    self.units = units
    seed = 0
  }

  /// The direction of one parameter alone.
  package init(single offset: Int, count: Int) {
    precondition((0..<count).contains(offset), "no parameter \(offset) among \(count)")
    var components = [Float](repeating: 0, count: count)
    components[offset] = 1
    self.components = components
    units = []
    seed = 0
  }

  /// The parts of a block that are scaled on their own; none when the block is not perturbed.
  private static func units(
    of block: ParameterBlock, _ normalization: DirectionNormalization, _ included: Set<IncludedRole>
  ) -> [Range<Int>] {
    guard case .weight(let filters) = block.role else {
      return included.contains { $0.contains(block.role) } ? [block.range] : []
    }
    guard normalization == .filter else { return [block.range] }
    let size = block.range.count / filters
    return (0..<filters).map {
      let start = block.range.lowerBound + $0 * size
      return start..<start + size
    }
  }

  private static func orthogonalize(
    _ d: UnsafeMutableBufferPointer<Float>, _ other: [Float], in unit: Range<Int>
  ) {
    other.withUnsafeBufferPointer { other in
      let e = UnsafeBufferPointer(rebasing: other[unit])
      let square = VectorMath.dot(e, e)
      guard square > 0 else { return }
      let share = Float(VectorMath.dot(UnsafeBufferPointer(rebasing: d[unit]), e) / square)
      for i in unit { d[i] -= share * other[i] }
    }
  }

  private static func scale(
    _ d: UnsafeMutableBufferPointer<Float>, _ theta: UnsafeBufferPointer<Float>, in unit: Range<Int>,
    _ normalization: DirectionNormalization
  ) {
    switch normalization {
    case .none: return
    case .weight: for i in unit { d[i] *= abs(theta[i]) }
    case .filter, .layer:
      let own = VectorMath.norm(UnsafeBufferPointer(rebasing: d[unit]))
      let wanted = VectorMath.norm(UnsafeBufferPointer(rebasing: theta[unit]))
      let factor = Float(wanted / (own + 1e-10))
      for i in unit { d[i] *= factor }
    }
  }

  /// Cosine of the angle to another direction; zero when one of them vanishes.
  package func cosine(to other: Direction) -> Double {
    components.withUnsafeBufferPointer { a in
      other.components.withUnsafeBufferPointer { b in
        let product = VectorMath.norm(a) * VectorMath.norm(b)
        return product > 0 ? VectorMath.dot(a, b) / product : 0
      }
    }
  }

  /// Largest `|‖d_f‖ − ‖θ_f‖| / ‖θ_f‖` over the units whose parameters do not vanish.
  package func largestNormError(relativeTo parameters: [Float]) -> Double {
    components.withUnsafeBufferPointer { d in
      parameters.withUnsafeBufferPointer { theta in
        units.reduce(0) { largest, unit in
          let wanted = VectorMath.norm(UnsafeBufferPointer(rebasing: theta[unit]))
          guard wanted > 0 else { return largest }
          let found = VectorMath.norm(UnsafeBufferPointer(rebasing: d[unit]))
          return max(largest, abs(found - wanted) / wanted)
        }
      }
    }
  }
}
