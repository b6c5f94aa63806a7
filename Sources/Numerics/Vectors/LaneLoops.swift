import CVectorLoops

/// Loops over `Float` tensors `[pixel][lane]`, from pointers and without bounds checks; callers see to the lengths.
///
/// A lane is a channel, with coefficients and sums of its own. As in `VectorMath` all processors give the same bits.
package enum LaneLoops {
  package typealias Pointer = UnsafePointer<Float>
  package typealias Target = UnsafeMutablePointer<Float>

  /// `result[p, l] ← (a[l]·x[p, l] + k[l]) + b[l]·y[p, l]`, or `a[l]·x[p, l] + k[l]` without `y`; the result may be `x` or `y`.
  package static func affine(
    _ a: Pointer, _ x: Pointer, _ b: Pointer, _ y: Pointer?, plus k: Pointer, into result: Target,
    lanes: Int, pixels: Int
  ) {
    vl_affine_lanes(result, a, x, b, y, k, lanes, pixels)
  }

  /// `result[p, l] ← result[p, l] + a[l]·x[p, l]`.
  package static func add(
    _ a: Pointer, _ x: Pointer, to result: Target, lanes: Int, pixels: Int
  ) {
    vl_add_multiple_lanes(result, a, x, lanes, pixels)
  }

  /// `sums[l] ← sums[l] + Σₚ x[p, l]·y[p, l]`, or `Σₚ x[p, l]` without `y`, summed in `Double`.
  ///
  /// A single lane is summed in eights, which are combined from the first to the last.
  package static func addSums(
    _ x: Pointer, _ y: Pointer?, to sums: UnsafeMutablePointer<Double>, lanes: Int, pixels: Int
  ) {
    if lanes == 1 {
      vl_add_pixel_sum(sums, x, y, pixels)
    } else {
      vl_add_lane_sums(sums, x, y, lanes, pixels)
    }
  }
}
