import Networks
import Storage

/// Reads the binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009).
///
/// A file is a run of records without a header: the label (CIFAR-100: the coarse label, then the fine one),
/// then 3·32·32 pixels, channel by channel, red first.
enum CIFARReader {
  static let shape = SampleShape(channels: 3, height: 32, width: 32)
  private static let largestFile = 1 << 30

  /// All records of some files, each with `labelBytes` bytes of labels first, of which number `label` is wanted.
  ///
  /// - Throws: `DatasetError`.
  static func samples(
    _ paths: [String], labelBytes: Int, label: Int, classes: Int
  ) throws(DatasetError) -> Samples {
    let record = labelBytes + shape.count
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    for path in paths {
      let bytes: [UInt8]
      do { bytes = try Gzip.read(path, limit: largestFile) } catch { throw .file(error) }
      guard !bytes.isEmpty else { throw .empty(path: path) }
      guard bytes.count % record == 0 else {
        let whole = (bytes.count / record + 1) * record
        throw .file(.truncated(path: path, expected: whole, found: bytes.count))
      }
      let starts = stride(from: 0, to: bytes.count, by: record)
      let found = starts.map { Int32(bytes[$0 + label]) }
      try found.check(below: classes, path: path)
      labels += found
      pixels.reserveCapacity(pixels.count + found.count * shape.count)
      for start in starts { pixels += bytes[start + labelBytes..<start + record] }
    }
    return Samples(shape: shape, classes: classes, values: .bytes(pixels), labels: labels)
  }
}
