import Numerics

/// Reads the elements of a dataset, after its sizes have been compared with the file.
struct HDF5Content {
  let library: HDF5Library
  let dataset: HDF5File.Dataset
  /// Bytes of the file.
  let fileSize: Int
  let path: String

  /// The most that deflate makes of a byte.
  private static let largestRatio = 1032

  /// How the elements of a dataset are stored.
  private enum Layout {
    static let chunked: Int32 = 2
    /// In other files.
    static let virtual: Int32 = 3
  }

  /// The elements as this machine has them in memory.
  func bytes(
    _ object: borrowing HDF5Handle, _ element: ForeignTensor.Element
  ) throws(FormatError) -> [UInt8] {
    let limit = ForeignTensor.largestCount / element.size
    guard let count = dataset.extents.checkedProduct(limit: limit), let type = library.types[element] else {
      throw .storage(.tooLarge(path: path, claimed: .max))
    }
    guard count > 0 else { return [] }
    let claimed = count * element.size
    try check(object, claimed: claimed)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: claimed) { buffer, filled in
      failed = library.read(object.identifier, type, 0, 0, 0, buffer.baseAddress) < 0
      filled = failed ? 0 : claimed
    }
    if failed { throw HDF5File.unreadable(path, dataset.path) }
    return bytes
  }

  /// Makes sure that the elements lie in the file, and that it has bytes enough for them.
  private func check(_ object: borrowing HDF5Handle, claimed: Int) throws(FormatError) {
    guard let creation = HDF5Handle(library.creation(object.identifier), library),
      let type = HDF5Handle(library.type(object.identifier), library)
    else { throw HDF5File.unreadable(path, dataset.path) }
    let layout = library.layout(creation.identifier)
    guard layout >= 0 else { throw HDF5File.unreadable(path, dataset.path) }
    guard layout != Layout.virtual, library.externalFiles(creation.identifier) <= 0 else {
      throw .unsupported(
        path: path,
        reason: "\(dataset.path) keeps its numbers in other files; copy them into one with h5repack")
    }
    let stored = library.storedSize(object.identifier)
    guard stored <= UInt64(fileSize) else {
      throw .storage(.tooLarge(path: path, claimed: stored))
    }
    guard stored > 0 else {
      throw .unsupported(path: path, reason: "\(dataset.path) was never written")
    }
    let count = claimed / (dataset.element?.size ?? 1)
    let (inFile, overflows) = count.multipliedReportingOverflow(by: library.typeSize(type.identifier))
    let isChunked = layout == Layout.chunked
    let most = isChunked ? Int(stored) * Self.largestRatio : Int(stored)
    guard !overflows, inFile <= most else {
      throw .storage(.tooLarge(path: path, claimed: overflows ? .max : UInt64(inFile)))
    }
    if isChunked { try checkChunk(creation, most: most) }
  }

  /// A chunk is decompressed as a whole, so it must not be larger than what the file can hold.
  private func checkChunk(_ creation: borrowing HDF5Handle, most: Int) throws(FormatError) {
    var extents = [UInt64](repeating: 0, count: max(dataset.extents.count, 1))
    guard library.chunk(creation.identifier, Int32(extents.count), &extents) >= 0,
      extents.allSatisfy({ $0 <= UInt64(most) }), extents.map({ Int($0) }).checkedProduct(limit: most) != nil
    else {
      throw .corrupt(path: path, reason: "\(dataset.path) is cut into chunks larger than the file can hold")
    }
  }
}
