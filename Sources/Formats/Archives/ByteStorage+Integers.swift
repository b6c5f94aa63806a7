extension ByteStorage {
  /// The little-endian integer at a position; nil where it does not lie within the bytes.
  func littleEndian<Value: FixedWidthInteger>(_: Value.Type, at position: Int) -> Value? {
    let size = MemoryLayout<Value>.size
    guard position >= 0, size <= count, position <= count - size else { return nil }
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
    }
  }

  /// A little-endian integer without a sign that counts something; nil where it is not there or too large for `Int`.
  func number<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type, at position: Int) -> Int? {
    littleEndian(type, at: position).flatMap { Int(exactly: $0) }
  }
}
