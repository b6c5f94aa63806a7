import Networks
import Numerics

/// Keeps the weights into each unit or channel within a ball.
///
/// Srivastava et al. 2014, §5.1.
package enum MaximumNorm {
  /// Scales every filter of the weights whose norm exceeds the bound back to it.
  package static func apply(
    _ bound: Double, to parameters: UnsafeMutableBufferPointer<Float>, _ layout: ParameterLayout
  ) {
    for block in layout.blocks {
      guard case .weight(let filters) = block.role else { continue }
      let length = block.range.count / filters
      for start in stride(from: block.range.lowerBound, to: block.range.upperBound, by: length) {
        let filter = UnsafeMutableBufferPointer(rebasing: parameters[start..<start + length])
        let norm = VectorMath.norm(UnsafeBufferPointer(filter))
        guard norm > bound else { continue }
        VectorMath.scale(filter, by: Float(bound / norm))
      }
    }
  }
}
