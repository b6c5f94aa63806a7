import Rendering
import Testing

@Suite struct TicksTests {
  @Test func `labels are exact decimals, aligned`() {
    #expect(Ticks(linear: -1, 1, count: 5).labels == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
    #expect(Ticks(linear: 0, 0.6, count: 7).labels == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"])
    #expect(Ticks(linear: 0, 0.6, count: 7).values[3] == 0.3)
    #expect(Ticks(linear: 0, 1000, count: 5).labels == ["0", "250", "500", "750", "1000"])
  }

  @Test(arguments: [
    (-1.0, 1.0), (0.013, 0.0171), (-3e-28, 1e-26), (12.2, 1e5), (-7, -6.1), (1e29, 1e30), (0, 1e-300),
  ])
  func `ticks lie inside, evenly, about as many as wished`(range: (Double, Double)) {
    for count in [2, 4, 6, 10] {
      let ticks = Ticks(linear: range.0, range.1, count: count)
      let values = ticks.values
      #expect(values.count >= 2 && values.count <= 2 * count)
      #expect(values.allSatisfy { $0 >= range.0 && $0 <= range.1 })
      let step = values[1] - values[0]
      for (a, b) in zip(values, values.dropFirst()) { #expect(abs(b - a - step) < 1e-6 * step) }
      #expect(Set(ticks.labels).count == values.count)
    }
  }

  @Test func `an empty range has one tick`() {
    #expect(Ticks(linear: 2.5, 2.5, count: 5).labels == ["2.5"])
  }

  @Test func `log ticks are powers of ten, 1-2-5 when decades are few`() {
    #expect(Ticks(logarithmic: 0.01, 1000, count: 6).labels == ["0.01", "0.1", "1", "10", "100", "1000"])
    #expect(Ticks(logarithmic: 0.3, 12, count: 5).labels == ["0.5", "1", "2", "5", "10"])
    #expect(Ticks(logarithmic: 1e-30, 1e30, count: 6).labels.contains("10⁻²⁰"))
    // Too narrow for those: linear ticks.
    #expect(Ticks(logarithmic: 2.1, 2.9, count: 4).values.count >= 3)
  }
}
