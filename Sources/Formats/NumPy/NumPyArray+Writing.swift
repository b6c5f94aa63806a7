import Numerics

/// A number type that arrays of NumPy are written of.
package protocol NumPyElement: BitwiseCopyable {
  /// NumPy's name of the type with its byte order.
  static var numPyType: String { get }
}

extension Float: NumPyElement {
  package static var numPyType: String { "<f4" }
}

extension Double: NumPyElement {
  package static var numPyType: String { "<f8" }
}

extension Int64: NumPyElement {
  package static var numPyType: String { "<i8" }
}

extension NumPyArray {
  /// The bytes of an `.npy` file, version 1.0, the same that NumPy 2 writes for such an array in C's order.
  ///
  /// - Parameter extents: slowest first; their product is the number of elements.
  package static func file<Element: NumPyElement>(_ elements: [Element], extents: [Int]) -> [UInt8] {
    precondition(extents.checkedProduct() == elements.count, "\(elements.count) elements for \(extents)")
    precondition(extents.count <= 64, "NumPy has no arrays of \(extents.count) axes")
    // Python writes a tuple of one with a comma.
    let shape =
      extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.map(String.init).joined(separator: ", ")))"
    var header = Array("{'descr': '\(Element.numPyType)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    // NumPy leaves room for the first extent to grow to 21 digits.
    if let first = extents.first { header += Array(repeating: space, count: 21 - String(first).utf8.count) }
    // The elements begin at a multiple of 64 bytes, after a line break, and after one space at least.
    let head = 10
    header += Array(repeating: space, count: 64 - (head + header.count + 1) % 64)
    header.append(UInt8(ascii: "\n"))
    let length = withUnsafeBytes(of: UInt16(header.count).littleEndian, Array.init)
    let start = [0x93] + Array("NUMPY".utf8) + [1, 0] + length + header
    // As they lie in memory: little-endian on every processor that oneDNN has kernels for.
    return elements.withUnsafeBytes { start + $0 }
  }

  private static let space = UInt8(ascii: " ")
}
