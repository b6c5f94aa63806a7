import Networks
import Storage

/// The samples of one split with their labels.
///
/// Images are kept as the bytes of their file and normalized on the way out, so that 60,000 of 28×28 pixels
/// take 47 MB. A value: copies share storage, and any number of threads may read it.
package struct Samples: Sendable {
  /// The numbers of all samples, `[sample][channel][row][column]`.
  package enum Values: Sendable {
    /// Pixels 0…255, which stand for 0…1.
    case bytes([UInt8])
    /// Features as they are.
    case floats([Float])
  }

  /// Shape of one sample.
  package let shape: SampleShape
  /// Number of classes; every label is in `0..<classes`.
  package let classes: Int
  /// Class of each sample.
  package let labels: [Int32]
  package let values: Values
  /// Digest of shape, classes, values and labels.
  package let digest: Digest

  /// Samples with `shape.count` values each; labels must be in `0..<classes`.
  package init(shape: SampleShape, classes: Int, values: Values, labels: [Int32]) {
    precondition(
      values.count == labels.count * shape.count,
      "\(values.count) values for \(labels.count) samples of \(shape)")
    precondition(labels.allSatisfy { (0..<Int32(classes)).contains($0) }, "label outside 0..<\(classes)")
    self.shape = shape
    self.classes = classes
    self.labels = labels
    self.values = values
    var hasher = Digest.Hasher()
    hasher.update("\(shape) \(classes) \(labels.count) ")
    switch values {
    case .bytes(let bytes): bytes.withUnsafeBytes { hasher.update($0) }
    case .floats(let floats): floats.withUnsafeBytes { hasher.update($0) }
    }
    labels.withUnsafeBytes { hasher.update($0) }
    digest = hasher.finish()
  }

  /// Number of samples.
  package var count: Int { labels.count }
}

extension Samples.Values {
  /// Numbers in all samples together.
  package var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .floats(let floats): floats.count
    }
  }
}
