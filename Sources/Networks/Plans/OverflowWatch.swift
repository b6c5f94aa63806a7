import Numerics
import Tensors

/// What the passes of a plan have seen of numbers so large that `Float` may have overflowed.
///
/// Products of `bfloat16` numbers leave no record of overflow in the processor (`ArithmeticExceptions`), and rectifiers hide
/// it. But where all values that a layer reads are below `2¹⁰⁰` in size, all its weights below `2²⁷/F` with `F` products
/// a result, and its bias below `2¹²⁶`, none of its sums reaches `2¹²⁸`, in whatever order they are formed. So it is
/// enough to look at the rounded values and, when they are loaded, at the weights.
final class OverflowWatch {
  /// A weight or a bias was too large, or the arithmetic of loading overflowed.
  var load = false
  /// A value was too large.
  var forward = false

  /// Exponent of the size from which on a value is suspect.
  static let valueLimit = 100
  /// The same for a bias.
  static let biasLimit = 126

  /// The same for both factors of a product of values, which adds so many products for each result.
  static func factorLimit(products: Int) -> Int { (127 - width(products)) / 2 }

  /// The same for the weights of a layer that adds so many products for each result.
  static func weightLimit(products: Int) -> Int { 27 - width(products) }

  /// The smallest exponent of a power of two that is not below the count.
  private static func width(_ count: Int) -> Int { Int.bitWidth - max(count - 1, 0).leadingZeroBitCount }
}

/// Sets a mark when one of a tensor's numbers is as large as a power of two, infinite or NaN; else leaves it.
final class MagnitudeStep: Step {
  private let memory: Memory
  private let watch: OverflowWatch
  private let mark: ReferenceWritableKeyPath<OverflowWatch, Bool>
  /// All bits of a word's numbers but the signs.
  private let magnitudes: UInt64
  /// What carries into the sign bit when it is added to the magnitude of a number of the limit or beyond.
  private let carry: UInt64

  /// - Parameter limit: exponent of the power of two; the tensor's elements are `float32` or `bfloat16`.
  init(
    _ memory: Memory, limit: Int, _ watch: OverflowWatch,
    _ mark: ReferenceWritableKeyPath<OverflowWatch, Bool>
  ) {
    precondition((-126...127).contains(limit), "no number has the exponent \(limit)")
    self.memory = memory
    self.watch = watch
    self.mark = mark
    let exponent = UInt64(limit + 127)
    switch memory.layout.element {
    case .bfloat16:
      magnitudes = 0x7FFF_7FFF_7FFF_7FFF
      carry = (0x8000 - exponent << 7) * 0x0001_0001_0001_0001
    case .float32:
      magnitudes = 0x7FFF_FFFF_7FFF_FFFF
      carry = (0x8000_0000 - exponent << 23) * 0x0000_0001_0000_0001
    case .int32: preconditionFailure("integers do not overflow here")
    }
  }

  func run() {
    let bytes = UnsafeRawBufferPointer(start: memory.rawPointer, count: memory.layout.byteCount)
    if VectorMath.carries(bytes, mask: magnitudes, addend: carry) { watch[keyPath: mark] = true }
  }
}
