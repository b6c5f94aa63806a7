import Data
import Networks
import Testing

struct GeneratedDataTests {
  private func small(_ kind: GeneratedData.Kind, noise: Double? = nil, seed: UInt64 = 0) throws
    -> GeneratedData
  {
    try GeneratedData(kind, GeneratorOptions(noise: noise, trainCount: 60, testCount: 40, seed: seed))
  }

  /// Points of a set without noise, with their labels.
  private func points(_ kind: GeneratedData.Kind) throws -> [(x: Double, y: Double, label: Int)] {
    let samples = try small(kind, noise: 0).samples(.train)
    let features = try #require(samples.features)
    return samples.labels.enumerated().map { index, label in
      (Double(features[2 * index]), Double(features[2 * index + 1]), Int(label))
    }
  }

  @Test(arguments: GeneratedData.Kind.allCases)
  func `a description determines its samples`(kind: GeneratedData.Kind) throws {
    let data = try small(kind)
    #expect(data.samples(.train).digest == data.samples(.train).digest)
    #expect(try data.samples(.train).digest != small(kind, seed: 1).samples(.train).digest)
    #expect(data.samples(.train).count == 60)
    #expect(data.samples(.test).count == 40)
    #expect(data.samples(.train).shape == data.shape)
  }

  /// Sentences may be drawn twice in a split: see `SentenceTests`.
  @Test(arguments: GeneratedData.Kind.allCases.filter { !$0.isOfText })
  func `the splits share no sample`(kind: GeneratedData.Kind) throws {
    let data = try small(kind)
    let (train, test) = (data.samples(.train), data.samples(.test))
    func rows(_ samples: Samples) -> Set<[Double]> {
      let values = samples.pixels?.map(Double.init) ?? samples.features?.map(Double.init) ?? []
      let size = samples.shape.count
      return Set((0..<samples.count).map { Array(values[$0 * size..<($0 + 1) * size]) })
    }
    #expect(rows(train).count == 60)
    #expect(rows(train).isDisjoint(with: rows(test)))
  }

  @Test(arguments: GeneratedData.Kind.allCases)
  func `more samples do not change the first ones`(kind: GeneratedData.Kind) throws {
    let few = try small(kind).samples(.train)
    let more = try GeneratedData(kind, GeneratorOptions(trainCount: 61, testCount: 1)).samples(.train)
    #expect(more.pixels?.prefix(60 * 784) == few.pixels?[...])
    #expect(more.features?.prefix(120) == few.features?[...])
    #expect(more.tokens?.prefix(60 * 64) == few.tokens?[...])
  }

  @Test(arguments: GeneratedData.Kind.allCases.filter { !$0.isOfText })
  func `classes are balanced and named`(kind: GeneratedData.Kind) throws {
    let data = try small(kind)
    let labels = data.samples(.train).labels
    for label in 0..<data.classes {
      #expect(labels.filter { Int($0) == label }.count == 60 / data.classes)
    }
    #expect(data.classNames.count == data.classes)
  }

  @Test func `rings without noise lie at their radii`() throws {
    for (x, y, label) in try points(.rings) {
      #expect(abs((x * x + y * y).squareRoot() - Double(label + 1) / 3) < 1e-6)
    }
  }

  @Test func `moons without noise are half circles`() throws {
    for (x, y, label) in try points(.moons) {
      let (u, v) = label == 0 ? (x, y) : (1 - x, 0.5 - y)
      #expect(abs((u * u + v * v).squareRoot() - 1) < 1e-6)
      #expect(v > -1e-6)
    }
  }

  @Test func `blobs without noise are corners of a regular polygon`() throws {
    let corners = [(1.0, 0.0), (-0.5, 0.75.squareRoot()), (-0.5, -(0.75.squareRoot()))]
    for (x, y, label) in try points(.blobs) {
      #expect(abs(x - corners[label].0) < 1e-6)
      #expect(abs(y - corners[label].1) < 1e-6)
    }
  }

  @Test func `spirals stay in the unit circle and begin at its centre`() throws {
    let radii = try points(.spirals).map { ($0.x * $0.x + $0.y * $0.y).squareRoot() }
    #expect(radii.allSatisfy { $0 <= 1 })
    #expect(radii.contains { $0 < 0.2 })
    #expect(radii.contains { $0 > 0.8 })
  }

  @Test func `shapes fill their range of brightness and differ by class`() throws {
    let data = try GeneratedData(.shapes, GeneratorOptions(noise: 0, trainCount: 300, testCount: 1))
    let samples = data.samples(.train)
    #expect(samples.shape == SampleShape(channels: 1, height: 28, width: 28))
    let normalization = PixelNormalization(of: samples)
    #expect((0.2...0.5).contains(normalization.mean[0]))
    #expect((0.05...0.3).contains(normalization.deviation[0]))
    // Discs cover more than rings of the same sizes, and rings more than nothing.
    let pixels = try #require(samples.pixels)
    func spread(_ label: Int) -> Double {
      let indices = (0..<300).filter { $0 % 10 == label }
      return indices.reduce(0) { sum, index in
        let image = pixels[index * 784..<(index + 1) * 784].map(Double.init)
        let middle = image.sorted()[392]
        return sum + image.reduce(0) { $0 + max(0, $1 - middle - 30) } / Double(indices.count)
      }
    }
    #expect(spread(0) > spread(1))
    #expect(spread(1) > 1000)
  }

  @Test(arguments: [
    (GeneratedData.Kind.moons, GeneratorOptions(classes: 3), "classes"),
    (.spirals, GeneratorOptions(classes: 1), "classes"),
    (.shapes, GeneratorOptions(classes: 11), "classes"),
    (.blobs, GeneratorOptions(noise: -0.1), "noise"),
    (.blobs, GeneratorOptions(noise: .nan), "noise"),
    (.rings, GeneratorOptions(trainCount: 0), "training samples"),
    (.rings, GeneratorOptions(testCount: 2_000_000), "test samples"),
  ])
  func `a setting out of range is named`(kind: GeneratedData.Kind, options: GeneratorOptions, name: String) {
    #expect {
      try GeneratedData(kind, options)
    } throws: { error in
      guard case .invalidSetting(name, _, _)? = error as? DatasetError else { return false }
      return true
    }
  }
}
