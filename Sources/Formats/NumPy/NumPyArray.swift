import Numerics
import Storage

/// An array of NumPy, as `numpy.save` writes it to an `.npy` file (NEP 1; versions 1 to 3).
package struct NumPyArray: Sendable {
  /// The elements where they lie; an array in Fortran's order is a view with its strides reversed.
  package let tensor: ForeignTensor

  private static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Bytes of a header that describes an array of numbers, by far.
  private static let largestHeader = 1 << 16

  /// Reads a file.
  ///
  /// - Throws: `FormatError`.
  package init(reading path: String) throws(FormatError) {
    let storage = try ByteStorage(reading: path)
    try self.init(storage, range: 0..<storage.count, path: path)
  }

  /// Reads an array that fills a range of some bytes, such as an entry of an archive.
  ///
  /// - Throws: `FormatError`: `storage` where the bytes end early, `corrupt`, and `unsupported` for elements that are
  ///   not numbers, or big-endian.
  package init(_ storage: ByteStorage, range: Range<Int>, path: String) throws(FormatError) {
    precondition(range.upperBound <= storage.count, "\(range) of \(storage.count) bytes")
    let bytes = storage.bytes[range]
    guard Self.isArray(bytes.prefix(6)) else {
      throw .storage(.foreign(path: path, expected: "npy"))
    }
    let text = try Self.headerRange(storage, range, path)
    let header: NumPyHeader
    do throws(NumPyHeader.Malformed) {
      header = try NumPyHeader(parsing: bytes[text])
    } catch {
      throw .corrupt(path: path, reason: "the header is not one of NumPy")
    }
    let element = try Self.element(header, path)
    let limit = ForeignTensor.largestCount
    guard let count = header.shape.checkedProduct(limit: limit) else {
      throw .storage(.tooLarge(path: path, claimed: .max))
    }
    let (found, expected) = (range.upperBound - text.upperBound, count * element.size)
    guard found >= expected else {
      let start = text.upperBound - range.lowerBound
      throw .storage(.truncated(path: path, expected: start + expected, found: range.count))
    }
    guard found == expected else { throw .corrupt(path: path, reason: "bytes after the last element") }
    let rowMajor = ForeignTensor.rowMajor(header.isFortranOrder ? header.shape.reversed() : header.shape)
    let tensor = ForeignTensor(
      element, extents: header.shape, strides: header.isFortranOrder ? rowMajor.reversed() : rowMajor,
      storage: storage, offset: text.upperBound)
    guard let tensor else { throw .corrupt(path: path, reason: "the shape \(header.shape) is impossible") }
    self.tensor = tensor
  }

  /// Whether a file that begins with these bytes says that it is an array of NumPy.
  package static func isArray(_ firstBytes: some Sequence<UInt8>) -> Bool {
    firstBytes.starts(with: signature)
  }

  /// Where the header's text lies.
  private static func headerRange(
    _ storage: ByteStorage, _ range: Range<Int>, _ path: String
  ) throws(FormatError) -> Range<Int> {
    let start = range.lowerBound
    func cutOff(_ expected: Int) -> FormatError {
      .storage(.truncated(path: path, expected: expected, found: range.count))
    }
    guard range.count > 6 else { throw cutOff(7) }
    let version = storage.bytes[start + 6]
    guard (1...3).contains(version) else {
      throw .unsupported(path: path, reason: "the version \(version) of its format is not known")
    }
    // Version 2 has a longer length, version 3 other characters in the names of fields.
    let head = version == 1 ? 10 : 12
    guard range.count >= head,
      let length = version == 1
        ? storage.number(UInt16.self, at: start + 8) : storage.number(UInt32.self, at: start + 8)
    else { throw cutOff(head) }
    guard length <= largestHeader else { throw .storage(.tooLarge(path: path, claimed: UInt64(length))) }
    guard length <= range.count - head else { throw cutOff(head + length) }
    return start + head..<start + head + length
  }

  /// What the elements are.
  private static func element(
    _ header: NumPyHeader, _ path: String
  ) throws(FormatError) -> ForeignTensor.Element {
    guard let type = header.type else {
      throw .unsupported(
        path: path, reason: "its elements have several fields; save each as an array of its own")
    }
    let hasOrder = type.first.map { "<>|=".contains($0) } ?? false
    let kind = hasOrder ? String(type.dropFirst()) : type
    guard !kind.hasPrefix("O") else {
      throw .unsupported(
        path: path, reason: "it holds Python objects, not numbers; convert it to an array of a number type")
    }
    guard let element = elements[kind] else {
      throw .unsupported(path: path, reason: "its elements are of type \(type); convert it to a number type")
    }
    guard element.size == 1 || !type.hasPrefix(">") else {
      throw .unsupported(
        path: path, reason: "its elements are big-endian; convert it with x.astype(x.dtype.newbyteorder('<'))"
      )
    }
    return element
  }

  private static let elements: [String: ForeignTensor.Element] = [
    "f2": .float16, "f4": .float32, "f8": .float64,
    "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
  ]
}
