/// The bytes of one storage.
struct TorchPiece: Sendable {
  /// The file's, or those of the storage alone.
  let storage: ByteStorage
  let range: Range<Int>

  /// A part by its first element and number of elements; nil when it does not lie within.
  func part(_ offset: Int, _ count: Int, size: Int) -> TorchPiece? {
    let elements = range.count / size
    guard offset >= 0, count >= 0, offset <= elements, count <= elements - offset else { return nil }
    let start = range.lowerBound + offset * size
    return TorchPiece(storage: storage, range: start..<start + count * size)
  }
}
