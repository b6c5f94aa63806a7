import Networks
import Storage

/// The samples of one split with what is to be predicted of each.
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
    /// Integers that a network looks up, such as token ids.
    case indices([Int32])
  }

  /// What a network with several inputs reads of each sample beside its values.
  package struct Column: Sendable {
    /// Shape for one sample.
    package let shape: SampleShape
    package let values: Values

    package init(shape: SampleShape, values: Values) {
      self.shape = shape
      self.values = values
    }
  }

  /// What is to be predicted of each sample.
  package enum Targets: Sendable {
    /// A class, in `0..<classes`, for each sample or for each of its positions; −100 for a position without one.
    case labels([Int32], classes: Int)
    /// So many numbers for each sample, one after another, in their own unit.
    case numbers([Double], width: Int = 1)
  }

  /// Shape of one sample.
  package let shape: SampleShape
  /// Number of samples.
  package let count: Int
  package let values: Values
  package let targets: Targets
  /// Labels per sample: 1 unless each position, such as a token or a pixel, has its own.
  package let positions: Int
  /// What the network's other inputs read, in their order.
  package let others: [Column]
  /// What is done to the values before they enter a network that does nothing to them itself; nil for nothing.
  package let normalization: PixelNormalization?
  /// Digest of shape, values, targets and normalization.
  package let digest: Digest

  /// Samples with `shape.count` values each; labels must be in `0..<classes`.
  package init(shape: SampleShape, classes: Int, values: Values, labels: [Int32]) {
    self.init(shape: shape, values: values, targets: .labels(labels, classes: classes))
  }

  /// Samples with `shape.count` values each; labels must name a class and numbers be finite.
  ///
  /// - Parameters:
  ///   - positions: labels per sample, one after another.
  ///   - others: values of the network's other inputs.
  ///   - normalization: for networks without one of their own.
  package init(
    shape: SampleShape, values: Values, targets: Targets, positions: Int = 1, others: [Column] = [],
    normalization: PixelNormalization? = nil
  ) {
    self.shape = shape
    self.values = values
    self.targets = targets
    self.positions = positions
    self.others = others
    self.normalization = normalization
    var hasher = Digest.Hasher()
    switch targets {
    case .labels(let labels, let classes):
      precondition(
        labels.allSatisfy { (0..<Int32(classes)).contains($0) || positions > 1 && $0 == -100 },
        "label outside 0..<\(classes)")
      precondition(labels.count % positions == 0, "\(labels.count) labels for \(positions) positions")
      count = labels.count / positions
      hasher.update("\(shape) \(classes) \(count) ")
    case .numbers(let numbers, let width):
      precondition(numbers.allSatisfy(\.isFinite), "a target that is not finite")
      precondition(numbers.count % width == 0, "\(numbers.count) numbers, \(width) for each sample")
      count = numbers.count / width
      hasher.update("\(shape) numbers \(count) ")
      // As it was when there was one number only.
      if width > 1 { hasher.update("of \(width) ") }
    }
    precondition(
      values.count == count * shape.count, "\(values.count) values for \(count) samples of \(shape)")
    switch values {
    case .bytes(let bytes): bytes.withUnsafeBytes { hasher.update($0) }
    case .floats(let floats): floats.withUnsafeBytes { hasher.update($0) }
    case .indices(let indices): indices.withUnsafeBytes { hasher.update($0) }
    }
    switch targets {
    case .labels(let labels, _): labels.withUnsafeBytes { hasher.update($0) }
    case .numbers(let numbers, _): numbers.withUnsafeBytes { hasher.update($0) }
    }
    for other in others {
      precondition(
        other.values.count == count * other.shape.count,
        "\(other.values.count) values for \(count) samples of \(other.shape)")
      hasher.update(" \(other.shape) ")
      switch other.values {
      case .bytes(let bytes): bytes.withUnsafeBytes { hasher.update($0) }
      case .floats(let floats): floats.withUnsafeBytes { hasher.update($0) }
      case .indices(let indices): indices.withUnsafeBytes { hasher.update($0) }
      }
    }
    if let normalization { hasher.update(JSONText.encode(normalization)) }
    digest = hasher.finish()
  }

  /// Class of each sample; none when numbers are to be predicted.
  package var labels: [Int32] {
    guard case .labels(let labels, _) = targets else { return [] }
    return labels
  }

  /// Number of classes; 0 when numbers are to be predicted.
  package var classes: Int {
    guard case .labels(_, let classes) = targets else { return 0 }
    return classes
  }

  /// Whether samples consist of integers that a network looks up, such as the tokens of a text.
  package var areIndices: Bool {
    guard case .indices = values else { return false }
    return true
  }

  /// Whether samples have classes, so that an output can be called correct.
  package var hasClasses: Bool {
    guard case .labels = targets else { return false }
    return true
  }

  /// What a network needs to predict the targets: an output for each class, or one for each number.
  package var outputs: Int {
    switch targets {
    case .labels(_, let classes): classes
    case .numbers(_, let width): width
    }
  }

  /// The same samples, normalized for networks that do not do it themselves.
  package func normalized(by normalization: PixelNormalization) -> Samples {
    Samples(
      shape: shape, values: values, targets: targets, positions: positions, others: others,
      normalization: normalization)
  }

  /// Labels that none of the samples with these indices has.
  package func emptyClasses(among indices: [Int]) -> [Int] {
    let labels = labels
    let found = Set(
      hasClasses ? indices.flatMap { labels[$0 * positions..<($0 + 1) * positions] } : [])
    return (0..<classes).filter { !found.contains(Int32($0)) }
  }
}

extension Samples.Values {
  /// Numbers in all samples together.
  package var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .floats(let floats): floats.count
    case .indices(let indices): indices.count
    }
  }
}
