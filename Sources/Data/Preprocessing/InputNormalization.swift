/// What a user says is to be done to the inputs of a network that another program trained: `(x − mean)/deviation`.
///
/// As text `imagenet`, `half`, `none`, or means and deviations with a colon between them, one for each channel or one for
/// all: `0.5:0.5`, `0.485,0.456,0.406:0.229,0.224,0.225`.
package struct InputNormalization: Hashable, Sendable {
  /// As the user wrote it.
  package let text: String
  /// One for each channel, or one for all; of pixels on the scale 0…1.
  package let mean: [Double]
  /// As many, positive.
  package let deviation: [Double]

  /// Names of usual normalizations.
  package static let names = ["imagenet", "half", "none"]

  /// The statistics that most networks for ImageNet were trained with.
  private static let imagenet = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])

  /// What single precision can be divided by without an overflow.
  private static let sizes = 1e-30...1e30

  /// Reads a text; nil for one of another form, and for numbers that are not finite, or no deviations.
  package init?(parsing text: String) {
    self.text = text
    switch text {
    case "imagenet": (mean, deviation) = Self.imagenet
    case "half": (mean, deviation) = ([0.5], [0.5])
    case "none": (mean, deviation) = ([0], [1])
    default:
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
        part.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      }
      guard parts.count == 2, parts[0].count == parts[1].count else { return nil }
      (mean, deviation) = (parts[0].compactMap(\.self), parts[1].compactMap(\.self))
      guard mean.count == parts[0].count, deviation.count == parts[1].count,
        mean.allSatisfy({ $0.magnitude <= Self.sizes.upperBound }),
        deviation.allSatisfy(Self.sizes.contains)
      else { return nil }
    }
  }

  /// The statistics of so many channels; nil when there are as many neither as channels nor as one.
  package func statistics(channels: Int) -> PixelNormalization? {
    func spread(_ numbers: [Double]) -> [Double]? {
      numbers.count == channels
        ? numbers : numbers.count == 1 ? Array(repeating: numbers[0], count: channels) : nil
    }
    guard let mean = spread(mean), let deviation = spread(deviation) else { return nil }
    return PixelNormalization(mean: mean, deviation: deviation)
  }

  /// What is done to the channels that a network reads; nil for nothing.
  ///
  /// - Throws: `DatasetError.invalidSetting` where there are statistics of another number of channels.
  func normalization(channels: Int) throws(DatasetError) -> PixelNormalization? {
    guard let statistics = statistics(channels: channels) else {
      throw .invalidSetting(
        name: "--normalize", value: text,
        allowed: "of one channel\(channels == 1 ? "" : " or \(channels)"), as the network reads them")
    }
    return statistics.isIdentity ? nil : statistics
  }
}

extension InputNormalization: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let found = InputNormalization(parsing: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a normalization")
    }
    self = found
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
