import Rendering
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct SeriesStyleTests {
  /// What readers with complete colour vision deficiencies see, in linear light (Machado, Oliveira & Fernandes 2009,
  /// doi:10.1109/TVCG.2009.113, table 1, severity 1).
  private static let visions: [[Double]] = [
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
  ]

  /// OKLab coordinates of a colour as such a reader sees it.
  private func seen(_ colour: Colour, _ vision: [Double]) -> SIMD3<Double> {
    let linear = [colour.red, colour.green, colour.blue].map { c in
      c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    let rgb = (0..<3).map { row in max(0, (0..<3).reduce(0) { $0 + vision[3 * row + $1] * linear[$1] }) }
    let l = cbrt(0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2])
    let m = cbrt(0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2])
    let s = cbrt(0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2])
    return SIMD3(
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  @Test(arguments: Theme.allCases)
  func `series are told apart with any colour vision`(theme: Theme) {
    // 0.02 is about the least difference that is seen side by side.
    for vision in Self.visions {
      let colours = theme.series.map { seen($0, vision) }
      for i in colours.indices {
        for j in 0..<i {
          let d = colours[i] - colours[j]
          #expect((d * d).sum().squareRoot() > 0.06, "series \(i) and \(j)")
        }
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func `each series has contrast with the background`(theme: Theme) {
    for colour in theme.series { #expect(colour.contrast(with: theme.background) >= 3) }
  }

  @Test func `neighbours differ in more than colour`() throws {
    let area = Plot(
      x: AxisDescription("x"), y: AxisDescription("y"),
      layers: (0..<8).map { index in
        SeriesLayer("\(index)", x: [0, 1], y: [0, Double(index)], style: SeriesStyle(index))
      })
    let chart = Chart(title: "", description: "", panels: [area])
    let dashes = Drawing(chart, on: try Page()).calls.compactMap { call -> [Double]? in
      if case .stroke(_, let stroke) = call, stroke.width == 1.7 { stroke.dashes } else { nil }
    }
    #expect(dashes.count == 8)
    for (a, b) in zip(dashes, dashes.dropFirst()) { #expect(a != b) }
  }
}
