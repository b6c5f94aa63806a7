import Storage

/// Arrays of NumPy by name in a zip archive, as `numpy.savez` and `numpy.savez_compressed` write it to an `.npz` file.
package struct NumPyArchive: Sendable {
  /// In the file's order, without the ending `.npy`.
  package let names: [String]
  private let archive: ZipArchive

  /// Reads a file.
  ///
  /// - Throws: `FormatError`.
  package init(reading path: String) throws(FormatError) { self.init(try ZipArchive(reading: path)) }

  /// The arrays of an archive: its entries whose names end in `.npy`.
  package init(_ archive: ZipArchive) {
    self.archive = archive
    names = archive.entries.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// The array of a name, if there is one: a view of the archive's bytes, or decompressed again at each call.
  ///
  /// An array that cannot be read, such as one of texts, hinders no other. The checksum is compared.
  ///
  /// - Throws: `FormatError`, with the name behind the path.
  package func tensor(_ name: String) throws(FormatError) -> ForeignTensor? {
    guard let entry = archive["\(name).npy"] else { return nil }
    let content = try archive.content(of: entry, verify: true)
    return try NumPyArray(content.storage, range: content.range, path: "\(archive.path)[\(name)]").tensor
  }

  /// The bytes of an `.npz` file, not compressed; the same arrays give the same bytes.
  ///
  /// - Parameter arrays: names and files of `NumPyArray.file`, in the order in which they are written.
  package static func file(_ arrays: [(name: String, array: [UInt8])]) -> [UInt8] {
    var writer = ZipWriter()
    for (name, array) in arrays { writer.add("\(name).npy", array) }
    return writer.archive()
  }
}
