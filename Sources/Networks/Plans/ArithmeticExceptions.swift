import Glibc

/// The processor's own record of arithmetic that left the range of its numbers, kept for each thread.
///
/// It has every overflow, which outputs alone do not show: a kernel's rectifier turns NaN into zero, so that a network
/// whose activations overflowed can have a small finite loss. It may have more than that, since kernels also
/// compute with what happens to lie in the unused lanes of their registers: a record is a suspicion, no proof.
package enum ArithmeticExceptions {
  /// IEEE 754-2019, §7.2 and §7.4: `∞ − ∞`, `0 · ∞` and the like; a result too large for its format.
  private static let watched: Int32 = FE_INVALID | FE_OVERFLOW

  /// True when the calling thread may have overflowed or made a NaN since the last call; starts a new record.
  package static func take() -> Bool {
    guard fetestexcept(watched) != 0 else { return false }
    feclearexcept(watched)
    return true
  }
}
