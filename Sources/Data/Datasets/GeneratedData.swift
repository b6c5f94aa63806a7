import Networks

/// A data set that the program draws itself: the same description gives the same samples, each from a random
/// stream of its own (`seed`, split, index).
package struct GeneratedData: Codable, Hashable, Sendable {
  package enum Kind: String, CaseIterable, Codable, Sendable {
    /// Arms of a spiral in the plane.
    case spirals
    /// Two interleaved half circles in the plane.
    case moons
    /// Gaussian clouds around points of the unit circle.
    case blobs
    /// Concentric circles in the plane.
    case rings
    /// Greyscale images of 28×28 pixels: ten figures of random position, size, angle and contrast.
    case shapes
    /// Sentences of a small grammar, a character after the other, for a language model.
    case sentences

    /// Whether samples are points of the plane.
    package var isOfPoints: Bool { !isOfText && self != .shapes }

    /// Whether samples are text, of which every character but the first is to be predicted.
    package var isOfText: Bool { self == .sentences }
  }

  package let kind: Kind
  package let classes: Int
  /// Standard deviation of what is added to each coordinate (`spirals`: angle in radians; `shapes`: pixel, 0…1).
  package let noise: Double
  package let seed: UInt64
  package let trainCount: Int
  package let testCount: Int

  /// The largest number of samples of a split.
  package static let largestCount = 1_000_000

  /// A data set with the kind's own values for the settings that are nil.
  ///
  /// - Throws: `DatasetError.invalidSetting` for counts outside 1…1,000,000, a noise outside 0…10, any noise in
  ///   text, or a number of classes that the kind does not have.
  package init(_ kind: Kind, _ options: GeneratorOptions = GeneratorOptions()) throws(DatasetError) {
    self.kind = kind
    classes = options.classes ?? kind.defaultClasses
    noise = options.noise ?? kind.defaultNoise
    trainCount = options.trainCount ?? kind.defaultCounts.train
    testCount = options.testCount ?? kind.defaultCounts.test
    seed = options.seed
    guard kind.possibleClasses.contains(classes) else {
      throw .invalidSetting(
        name: "classes", value: "\(classes)",
        allowed: kind.isOfText
          ? "\(kind.defaultClasses), the characters of the text"
          : "\(kind.possibleClasses.lowerBound)…\(kind.possibleClasses.upperBound)")
    }
    let largestNoise: Double = kind.isOfText ? 0 : 10
    guard noise >= 0, noise <= largestNoise else {
      throw .invalidSetting(
        name: "noise", value: "\(noise)", allowed: kind.isOfText ? "0 for text" : "0…10")
    }
    for (name, count) in [("training samples", trainCount), ("test samples", testCount)]
    where !(1...Self.largestCount).contains(count) {
      throw .invalidSetting(name: name, value: "\(count)", allowed: "1…\(Self.largestCount)")
    }
  }

  /// Samples of a split.
  package func count(_ split: Split) -> Int {
    switch split {
    case .train: trainCount
    case .test: testCount
    }
  }

  /// Shape of one sample: two coordinates, an image, or the characters of a text.
  package var shape: SampleShape {
    switch kind {
    case .shapes: SampleShape(channels: 1, height: ShapeImage.side, width: ShapeImage.side)
    case .sentences: SampleShape(channels: Self.sentenceLength)
    case .spirals, .moons, .blobs, .rings: SampleShape(channels: 2)
    }
  }

  /// Names of the classes in the order of their labels: of text the characters.
  package var classNames: [String] {
    switch kind {
    case .shapes: ShapeImage.Figure.allCases.prefix(classes).map(\.rawValue)
    case .sentences: Sentence.characterNames
    case .spirals, .moons, .blobs, .rings: (1...classes).map { "class \($0)" }
    }
  }

  /// Draws the samples of a split; sample `i` has label `i mod classes`, and a text the character that follows each.
  package func samples(_ split: Split) -> Samples {
    let count = count(split)
    if kind.isOfText { return sentenceSamples(split, count) }
    let labels = (0..<count).map { Int32($0 % classes) }
    let values: Samples.Values =
      kind == .shapes ? .bytes(shapePixels(split, count)) : .floats(pointCoordinates(split, count))
    return Samples(shape: shape, classes: classes, values: values, labels: labels)
  }
}

/// Settings of a generated data set; nil stands for the kind's own value.
package struct GeneratorOptions: Hashable, Sendable {
  package var classes: Int?
  package var noise: Double?
  package var trainCount: Int?
  package var testCount: Int?
  package var seed: UInt64

  /// Settings, each the kind's own unless given.
  package init(
    classes: Int? = nil, noise: Double? = nil, trainCount: Int? = nil, testCount: Int? = nil, seed: UInt64 = 0
  ) {
    self.classes = classes
    self.noise = noise
    self.trainCount = trainCount
    self.testCount = testCount
    self.seed = seed
  }
}

extension GeneratedData {
  private enum CodingKeys: CodingKey {
    case kind
    case classes
    case noise
    case seed
    case trainCount
    case testCount
  }

  /// Reads a description and checks what `init(_:_:)` checks.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      container.decode(Kind.self, forKey: .kind),
      GeneratorOptions(
        classes: container.decode(Int.self, forKey: .classes),
        noise: container.decode(Double.self, forKey: .noise),
        trainCount: container.decode(Int.self, forKey: .trainCount),
        testCount: container.decode(Int.self, forKey: .testCount),
        seed: container.decode(UInt64.self, forKey: .seed)))
  }
}

extension GeneratedData.Kind {
  var defaultClasses: Int {
    switch self {
    case .moons: 2
    case .spirals, .blobs, .rings: 3
    case .shapes: 10
    case .sentences: Sentence.vocabulary.count
    }
  }

  var possibleClasses: ClosedRange<Int> {
    switch self {
    case .moons: 2...2
    case .spirals, .blobs, .rings: 2...20
    case .shapes: 2...10
    case .sentences: Sentence.vocabulary.count...Sentence.vocabulary.count
    }
  }

  var defaultNoise: Double {
    switch self {
    case .spirals: 0.2
    case .shapes: 0.1
    case .moons: 0.15
    case .blobs: 0.3
    case .rings: 0.06
    case .sentences: 0
    }
  }

  var defaultCounts: (train: Int, test: Int) {
    isOfPoints ? (1_000, 1_000) : (20_000, 4_000)
  }
}
