import Rendering
import Testing

@Suite struct ColourMapTests {
  @Test func `the diverging map is darkest at its ends, and strictly lighter towards its middle`() {
    let lightness = (0..<256).map { ColourMap.diverging[Double($0) / 255].lightness }
    #expect(zip(lightness[..<128], lightness[1..<128]).allSatisfy { $0 < $1 })
    #expect(zip(lightness[128...], lightness[129...]).allSatisfy { $0 > $1 })
    // Equally far from zero, equally dark: OKLab's lightness is even, CIELAB's nearly.
    for index in 0..<128 { #expect(abs(lightness[index] - lightness[255 - index]) < 4) }
    let ends = (ColourMap.diverging[0], ColourMap.diverging[1])
    #expect(ends.0.blue > ends.0.red && ends.1.red > ends.1.blue)
  }

  @Test(arguments: ColourMap.allCases.filter(\.isSequential))
  func `there are 256 colours of strictly rising lightness`(map: ColourMap) {
    #expect(map.table.count == 768)
    let lightness = (0..<256).map { map[Double($0) / 255].lightness }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `the ends are the published ones`() {
    let ends: [(ColourMap, [Double])] = [
      (.viridis, [0.267004, 0.004874, 0.329415, 0.993248, 0.906157, 0.143936]),
      (.cividis, [0, 0.135112, 0.304751, 0.995737, 0.909344, 0.217772]),
      (.magma, [0.001462, 0.000466, 0.013866, 0.987053, 0.991438, 0.749504]),
    ]
    for (map, expected) in ends {
      let (first, last) = (map[0], map[1])
      let found = [first.red, first.green, first.blue, last.red, last.green, last.blue]
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func `positions outside are the ends, and bands are spread evenly`() {
    #expect(ColourMap.viridis[-1] == ColourMap.viridis[0])
    #expect(ColourMap.viridis[2] == ColourMap.viridis[1])
    #expect(ColourMap.viridis.colours(count: 3) == [0, 0.5, 1].map { ColourMap.viridis[$0] })
  }
}
