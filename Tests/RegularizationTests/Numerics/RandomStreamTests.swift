import Regularization
import Testing

@Suite struct RandomStreamTests {
  @Test func `seeds and purposes name streams of their own`() {
    var streams = [
      RandomStream(seed: 1, for: .table), RandomStream(seed: 2, for: .table),
      RandomStream(seed: 1, for: .cornerDraws(chunk: 1)),
      RandomStream(seed: 2, for: .cornerDraws(chunk: 1)),
    ]
    let first = streams.indices.map { streams[$0].next() }
    #expect(Set(first).count == 4)
    var again = RandomStream(seed: 1, for: .cornerDraws(chunk: 1))
    #expect(again.next() == first[2])
  }

  /// Results that exist depend on these numbers: they never change.
  @Test func `every purpose has the draws that it always had`() {
    var table = RandomStream(seed: 5, for: .table)
    #expect([table.next(), table.next()] == [0xCE10_2ABB_1DE4_0CDB, 0xA6E7_E5B1_CA0C_3358])
    var chunk = RandomStream(seed: 5, for: .cornerDraws(chunk: 3))
    #expect([chunk.next(), chunk.next()] == [0xD9A8_6077_A9FA_6C30, 0x1994_8060_FF5D_9ABE])
  }

  /// With n draws the moments of N(0, 1) lie within five standard errors with probability above 1 − 2e-6.
  @Test func `normal draws have the moments of the normal distribution`() {
    var stream = RandomStream(seed: 11, for: .table)
    let n = 20_000.0
    var (first, second) = (0.0, 0.0)
    for _ in 0..<Int(n) {
      let x = stream.normal()
      first += x / n
      second += x * x / n
    }
    #expect(abs(first) < 5 / n.squareRoot() && abs(second - 1) < 5 * (2 / n).squareRoot())
  }

  @Test func `uniform draws fill their interval evenly`() {
    var stream = RandomStream(seed: 12, for: .table)
    let draws = (0..<10_000).map { _ in stream.uniform(-3, 7) }
    #expect(draws.allSatisfy { (-3..<7).contains($0) })
    for unit in -3..<7 {
      // 1000 ± 30 each; five standard deviations.
      #expect(abs(draws.count { Int($0.rounded(.down)) == unit } - 1000) < 150)
    }
  }
}
