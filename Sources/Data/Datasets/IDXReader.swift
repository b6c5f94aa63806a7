import Networks
import Storage

/// Reads the IDX format of the MNIST data set (LeCun, Cortes & Burges 1998).
///
/// A big-endian magic number (two zero bytes, the element type, the number of extents), the extents as
/// 32-bit numbers, then the elements. Only unsigned bytes are read: labels with one extent, images with
/// three (`[sample][row][column]`) or four (`[sample][channel][row][column]`).
enum IDXReader {
  /// The largest file that is read, decompressed: 4 GiB.
  static let largestFile = 1 << 32

  struct Images {
    let shape: SampleShape
    let pixels: [UInt8]
    let count: Int
  }

  /// The images in a file.
  ///
  /// - Throws: `DatasetError`; sizes are checked against the file's before anything is made from them.
  static func images(_ path: String) throws(DatasetError) -> Images {
    let (extents, elements) = try read(path, magic: [0x803, 0x804])
    let shape =
      extents.count == 3
      ? SampleShape(channels: 1, height: extents[1], width: extents[2])
      : SampleShape(channels: extents[1], height: extents[2], width: extents[3])
    return Images(shape: shape, pixels: Array(elements), count: extents[0])
  }

  /// The labels in a file.
  ///
  /// - Throws: `DatasetError`.
  static func labels(_ path: String) throws(DatasetError) -> [Int32] {
    try read(path, magic: [0x801]).elements.map(Int32.init)
  }

  private static func read(
    _ path: String, magic: [UInt32]
  ) throws(DatasetError) -> (extents: [Int], elements: ArraySlice<UInt8>) {
    let bytes: [UInt8]
    do { bytes = try Gzip.read(path, limit: largestFile) } catch { throw .file(error) }
    guard bytes.count >= 4 else { throw .file(.truncated(path: path, expected: 4, found: bytes.count)) }
    let found = number(bytes, at: 0)
    guard magic.contains(found) else { throw .wrongMagic(path: path, expected: magic, found: found) }
    let header = 4 + 4 * Int(found & 0xff)
    guard bytes.count >= header else {
      throw .file(.truncated(path: path, expected: header, found: bytes.count))
    }
    let extents = stride(from: 4, to: header, by: 4).map { Int(number(bytes, at: $0)) }
    guard let size = product(extents), size <= largestFile else {
      let claim = extents.reduce(1.0) { $0 * Double($1) }
      throw .file(.tooLarge(path: path, claimed: UInt64(exactly: claim.rounded()) ?? .max))
    }
    guard size > 0 else { throw .empty(path: path) }
    let available = bytes.count - header
    guard available >= size else {
      throw .file(.truncated(path: path, expected: header + size, found: bytes.count))
    }
    guard available == size else {
      throw .file(.corrupt(path: path, reason: "\(available - size) bytes after the last sample"))
    }
    return (extents, bytes[header...])
  }

  private static func number(_ bytes: [UInt8], at start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func product(_ extents: [Int]) -> Int? {
    var result = 1
    for extent in extents {
      let (next, overflow) = result.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      result = next
    }
    return result
  }
}

extension Samples {
  /// One split of a data set in IDX files.
  ///
  /// Images must have `shape` and labels must be below `classes`; where these are nil they are taken from the
  /// files, the classes as one more than the largest label.
  ///
  /// - Throws: `DatasetError`.
  static func idx(
    images imagesPath: String, labels labelsPath: String, shape: SampleShape?, classes: Int?
  ) throws(DatasetError) -> Samples {
    let images = try IDXReader.images(imagesPath)
    if let shape, images.shape != shape {
      throw .shapesDiffer(path: imagesPath, expected: shape, found: images.shape)
    }
    let labels = try IDXReader.labels(labelsPath)
    guard images.count == labels.count else {
      throw .countsDiffer(
        images: images.count, imagesPath: imagesPath, labels: labels.count, labelsPath: labelsPath)
    }
    let classes = classes ?? Int(labels.max() ?? 0) + 1
    try labels.check(below: classes, path: labelsPath)
    return Samples(shape: images.shape, classes: classes, values: .bytes(images.pixels), labels: labels)
  }
}

extension [Int32] {
  /// Checks that every label names a class.
  ///
  /// - Throws: `DatasetError.labelOutOfRange` with the first that does not.
  func check(below classes: Int, path: String) throws(DatasetError) {
    guard let sample = firstIndex(where: { $0 < 0 || Int($0) >= classes }) else { return }
    throw .labelOutOfRange(path: path, sample: sample, label: Int(self[sample]), classes: classes)
  }
}
