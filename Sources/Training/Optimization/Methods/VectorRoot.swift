/// Square roots of eight numbers at a time.
///
/// `squareRoot()` becomes a call for each number on Linux, because of `errno`, and makes a step of an adaptive method
/// several times as long.
package enum VectorRoot {
  /// `√x` of numbers that are zero or normal, with a relative error below `2⁻²²`; the same on every machine.
  ///
  /// An estimate of `1/√x` from the exponent (Lomont 2003), two steps of Newton's method for it, and one of Heron's for
  /// the root, whose rounding remains.
  @inline(__always)
  package static func root(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
    var inverse = unsafeBitCast(0x5F37_59DF &- (bits &>> 1), to: SIMD8<Float>.self)
    let half = 0.5 * x
    inverse *= 1.5 - half * inverse * inverse
    inverse *= 1.5 - half * inverse * inverse
    let root = x * inverse
    return root + 0.5 * inverse * (x - root * root)
  }
}
