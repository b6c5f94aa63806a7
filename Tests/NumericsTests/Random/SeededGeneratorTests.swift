import Numerics
import Testing

@Suite struct SeededGeneratorTests {
  /// First outputs of the authors' C code for the state (1, 2, 3, 4).
  @Test func `it is the published xoshiro256**`() {
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    let found = (0..<4).map { _ in generator.next() }
    #expect(found == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
  }

  @Test func `the same seed and stream give the same numbers`() {
    var a = SeededGenerator(seed: 3, for: .augmentation(epoch: 1, sample: 2))
    var b = SeededGenerator(seed: 3, for: .augmentation(epoch: 1, sample: 2))
    for _ in 0..<100 { #expect(a.next() == b.next()) }
  }

  @Test func `seeds, streams and their order all matter`() {
    var generators = [
      SeededGenerator(seed: 3, for: .example), SeededGenerator(seed: 4, for: .example),
      SeededGenerator(seed: 3, for: .weights(block: 0)),
      SeededGenerator(seed: 3, for: .augmentation(epoch: 1, sample: 2)),
      SeededGenerator(seed: 3, for: .augmentation(epoch: 2, sample: 1)),
      SeededGenerator(seed: 3, for: .weights(block: 1)), SeededGenerator(seed: 3, for: .testSample(0)),
    ]
    let first = generators.indices.map { generators[$0].next() }
    #expect(Set(first).count == generators.count)
  }

  /// With n draws, mean, variance and fourth moment of N(0, 1) lie within five standard errors with probability above
  /// 1 − 2e-6.
  @Test(arguments: [StreamPurpose.example, .regressionTable])
  func `normal draws have the moments of the normal distribution`(purpose: StreamPurpose) {
    var generator = SeededGenerator(seed: 11, for: purpose)
    let n = 20_000.0
    var (first, second, fourth) = (0.0, 0.0, 0.0)
    for _ in 0..<Int(n) {
      let x = generator.normal()
      first += x / n
      second += x * x / n
      fourth += x * x * x * x / n
    }
    #expect(abs(first) < 5 / n.squareRoot())
    #expect(abs(second - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(fourth - 3) < 5 * (96 / n).squareRoot())
  }

  @Test func `uniform draws fill the interval from 0 to 1`() {
    var generator = SeededGenerator(seed: 12, for: .example)
    let draws = (0..<10_000).map { _ in generator.uniform() }
    #expect(draws.allSatisfy { (0..<1).contains($0) })
    // Each tenth holds 1000 ± 30; five standard deviations.
    for tenth in 0..<10 {
      let count = draws.count { Int($0 * 10) == tenth }
      #expect(abs(count - 1000) < 150)
    }
  }

  @Test func `uniform draws fill their interval evenly`() {
    var generator = SeededGenerator(seed: 12, for: .regressionTable)
    let draws = (0..<10_000).map { _ in generator.uniform(-3, 7) }
    #expect(draws.allSatisfy { (-3..<7).contains($0) })
    for unit in -3..<7 {
      // 1000 ± 30 each; five standard deviations.
      #expect(abs(draws.count { Int($0.rounded(.down)) == unit } - 1000) < 150)
    }
  }

  @Test func `bounded draws stay below the bound and reach all values`() {
    var generator = SeededGenerator(seed: 13, for: .example)
    #expect(Set((0..<1000).map { _ in generator.below(7) }) == Set(0..<7))
  }

  /// The numbers of runs made before: seeds name the same order in every version.
  @Test func `the order that a seed gives never changes`() {
    var generator = SeededGenerator(seed: 14, for: .example)
    #expect(generator.shuffled(0..<12) == [8, 7, 11, 2, 6, 10, 1, 5, 4, 3, 9, 0])
    let draws = (0..<4).map { _ in generator.below(1_000_000_007) }
    #expect(draws == [837_109_576, 687_367_344, 811_707_828, 150_490_119])
  }

  @Test(arguments: [0, 1, 2, 9])
  func `a shuffle keeps all elements`(count: Int) {
    var generator = SeededGenerator(seed: 15, for: .example)
    #expect(generator.shuffled(0..<count).sorted() == Array(0..<count))
  }

  /// Each of the 24 orders of four elements comes up 1000 ± 31 times in 24,000; five standard deviations.
  @Test func `all orders are equally likely`() {
    var generator = SeededGenerator(seed: 16, for: .example)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[generator.shuffled(0..<4), default: 0] += 1 }
    #expect(counts.count == 24)
    for count in counts.values { #expect(abs(count - 1000) < 155) }
  }
}
