/// What the elements of a tensor are.
package enum ElementType: Hashable, Sendable {
  case float32
  /// The upper half of a `float32`: the same range, eight bits of precision.
  case bfloat16
  case int32

  /// Bytes of one element.
  package var byteCount: Int { self == .bfloat16 ? 2 : 4 }
}
