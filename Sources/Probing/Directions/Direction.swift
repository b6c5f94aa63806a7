import Models
import Networks
import Numerics
import Surfaces

/// A direction in parameter space, along which a network is perturbed.
///
/// A raw direction is scaled unit by unit: a filter - one output channel of a convolution, one row of a dense layer - by
/// default, a whole block with `layer`. For a unit `f`, `d_f ← d_f · ‖θ_f‖ / (‖d_f‖ + 10⁻¹⁰)`. An included block is one unit.
/// Blocks whose role is neither weight nor included become zero; running statistics are never perturbed. Without
/// normalization, and where coordinates have a meaning of their own (`RawDirection.isScaled`), a direction stays as it is.
package struct Direction: Hashable, Sendable {
  /// One number per parameter, in the order of the layout.
  package let components: [Float]
  /// Ranges that normalization is about; none for directions that are not scaled.
  package let units: [Range<Int>]
  package let source: DirectionSource

  /// Scales a direction.
  ///
  /// - Parameters:
  ///   - raw: `layout.count` numbers.
  ///   - parameters: θ, `layout.count` numbers.
  ///   - tensors: for each block what it is in its file, where filters are those of `FilterRule.leading`.
  ///   - other: a direction to be orthogonal to, unit by unit before scaling, so that all norms stay what they are;
  ///     a unit of one number, which has no second direction, stays as it is.
  package init(
    _ raw: RawDirection, layout: ParameterLayout, parameters: [Float], normalization: DirectionNormalization,
    including included: Set<IncludedRole> = [], orthogonalTo other: Direction? = nil,
    tensors: [ParameterOrigin]? = nil
  ) {
    precondition(
      parameters.count == layout.count && raw.components.count == layout.count,
      "\(raw.components.count) numbers and \(parameters.count) parameters for \(layout.count)")
    source = raw.source
    guard raw.isScaled else {
      components = raw.components
      units = []
      return
    }
    if let tensors {
      (components, units) = Self.scaledByTensor(
        raw, layout, parameters, normalization, tensors, orthogonalTo: other)
      return
    }
    let units = layout.blocks.flatMap { Self.units(of: $0, normalization, included) }
    var components = raw.components
    if normalization != .none {
      components = [Float](repeating: 0, count: layout.count)
      for unit in units { for i in unit { components[i] = raw.components[i] } }
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
  }

  /// Draws and scales a direction; see `RawDirection` and `init(_:layout:parameters:normalization:including:orthogonalTo:)`.
  package init(
    layout: ParameterLayout, parameters: [Float], seed: UInt64, normalization: DirectionNormalization,
    including included: Set<IncludedRole> = [], orthogonalTo other: Direction? = nil
  ) {
    self.init(
      RawDirection(seed: seed, layout: layout, including: included), layout: layout, parameters: parameters,
      normalization: normalization, including: included, orthogonalTo: other)
  }

  /// The same direction `factor` times as long.
  package func scaled(by factor: Double) -> Direction {
    Direction(components: components.map { $0 * Float(factor) }, units: units, source: source)
  }

  /// The same direction in some blocks, and zero in all others.
  ///
  /// - Parameter blocks: the blocks that keep their components, in the order of the layout.
  package func restricted(to blocks: [ParameterBlock]) -> Direction {
    var kept = [Float](repeating: 0, count: components.count)
    var keptUnits: [Range<Int>] = []
    var unit = 0
    for block in blocks {
      kept.replaceSubrange(block.range, with: components[block.range])
      // Units rise as blocks do, and none reaches over a block's end.
      while unit < units.count, units[unit].lowerBound < block.range.upperBound {
        if units[unit].lowerBound >= block.range.lowerBound { keptUnits.append(units[unit]) }
        unit += 1
      }
    }
    return Direction(components: kept, units: keptUnits, source: source)
  }

  private init(components: [Float], units: [Range<Int>], source: DirectionSource) {
    self.components = components
    self.units = units
    self.source = source
  }

  /// Components scaled by the positions of each tensor's first axis, in the order of its file.
  ///
  /// Units are those of blocks that have that order.
  private static func scaledByTensor(
    _ raw: RawDirection, _ layout: ParameterLayout, _ parameters: [Float],
    _ normalization: DirectionNormalization,
    _ tensors: [ParameterOrigin], orthogonalTo other: Direction?
  ) -> (components: [Float], units: [Range<Int>]) {
    var components = [Float](repeating: 0, count: layout.count)
    var units: [Range<Int>] = []
    for (block, tensor) in zip(layout.blocks, tensors) where movesByTensor(block, tensor) {
      func inFile(_ numbers: [Float]) -> [Float] { tensor.numbers(toFile: Array(numbers[block.range])) }
      var d = inFile(raw.components)
      let (theta, first) = (inFile(parameters), other.map { inFile($0.components) })
      let count = normalization == .filter ? tensor.extents[0] : 1
      let size = block.range.count / max(count, 1)
      let parts = (0..<count).map { $0 * size..<($0 + 1) * size }
      d.withUnsafeMutableBufferPointer { d in
        theta.withUnsafeBufferPointer { theta in
          for part in parts {
            if let first, part.count > 1 { orthogonalize(d, first, in: part) }
            scale(d, theta, in: part, normalization)
          }
        }
      }
      components.replaceSubrange(block.range, with: tensor.numbers(fromFile: d))
      let start = block.range.lowerBound
      if tensor.steps.isEmpty { units += parts.map { start + $0.lowerBound..<start + $0.upperBound } }
    }
    return (components, units)
  }

  /// Whether the published script perturbs a block: a trained tensor of two axes or more in its file.
  static func movesByTensor(_ block: ParameterBlock, _ tensor: ParameterOrigin) -> Bool {
    block.role.isTrainable && tensor.name != nil && tensor.extents.count > 1
  }

  /// Whether a block is perturbed by random directions.
  static func moves(_ block: ParameterBlock, _ included: Set<IncludedRole>) -> Bool {
    !units(of: block, .layer, included).isEmpty
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
      let projection = Float(VectorMath.dot(UnsafeBufferPointer(rebasing: d[unit]), e) / square)
      for i in unit { d[i] -= projection * other[i] }
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
