import Rendering
import Testing

@Suite struct LevelsTests {
  private func labels(_ numbers: [Decimal]) -> [String] { Decimal.labels(of: numbers, isAligned: false) }

  @Test func `levels over a few decades are 1-2-5`() {
    #expect(
      labels(Levels.logarithmic(0.012, 400, count: 12)) == [
        "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50", "100", "200",
      ])
  }

  @Test func `fewer decades get finer series and many decades coarser ones`() {
    #expect(labels(Levels.logarithmic(0.9, 4.5, count: 8)) == ["1", "1.2", "1.5", "2", "2.5", "3", "4"])
    let wide = Levels.logarithmic(1e-30, 1e30, count: 12)
    #expect((8...16).contains(wide.count))
    #expect(wide.allSatisfy { $0.mantissa == 1 })
  }

  @Test(arguments: [1.3, 2, 7, 30, 1e3, 1e6, 1e12, 1e40])
  func `log levels are inside, increasing and about as many as wished`(ratio: Double) {
    let levels = Levels.logarithmic(0.37, 0.37 * ratio, count: 12).map(\.value)
    #expect(ratio < 2 || (6...20).contains(levels.count))
    #expect(levels.allSatisfy { $0 > 0.37 && $0 < 0.37 * ratio })
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `linear levels are round and strictly inside`() {
    #expect(Levels.linear(0, 1, count: 5).map(\.value) == [0.25, 0.5, 0.75])
    #expect(Levels.linear(2, 2, count: 5).isEmpty)
  }
}
